import {
  ledgerCheckpointKey,
  parseLedgerCheckpoint,
  SchemaError,
  type LedgerCheckpoint,
} from '@assay/schemas';
import { StorageError } from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import { readEntries, readEntry, readIfThere, type LedgerPlace } from '../read/read-entries.js';
import { applyEntry } from '../state/apply-entry.js';
import { emptyLedger } from '../state/ledger-state.js';
import { LedgerTally } from '../state/ledger-tally.js';
import { foldedFrom, type FoldedLog } from './checkpoint-record.js';

/** A log, folded up to one of its latest entries. */
export interface Opening extends FoldedLog {
  /** Number of the entry that the checkpoint ends with; 0 where none could be used. */
  readonly checkpoint: number;
}

/**
 * What a writer begins with: the latest checkpoint and the entries after it. A checkpoint that is torn,
 * of another format or not of this log is ignored with a warning, and all entries are read: it only
 * accelerates. Throws `BROKEN_CHAIN` where the entries do not follow from one another.
 */
export async function openingState(place: LedgerPlace, logger: Logger): Promise<Opening> {
  const found = await foundCheckpoint(place, logger);
  const tally = found?.tally ?? new LedgerTally();
  let state = found?.state ?? emptyLedger(place.tier, place.shard);
  const checkpoint = state.head;
  for await (const group of readEntries(place, state.head)) {
    for (const logged of group) {
      state = applyEntry(state, logged);
      tally.add(logged.entry);
    }
  }
  return { state, tally, checkpoint };
}

async function foundCheckpoint(place: LedgerPlace, logger: Logger): Promise<FoldedLog | undefined> {
  const key = ledgerCheckpointKey(place.tier, place.shard);
  let problem: unknown;
  try {
    const bytes = await readIfThere(place.store, key);
    if (bytes === undefined) {
      return undefined;
    }
    const record = parseLedgerCheckpoint(bytes, key);
    problem = await contradiction(place, record);
    if (problem === undefined) {
      return foldedFrom(record);
    }
  } catch (error) {
    if (!(error instanceof SchemaError || error instanceof StorageError)) {
      throw error;
    }
    problem = error;
  }
  logger.warn('the checkpoint cannot be used: every entry of the log is read instead', {
    key,
    error: problem,
  });
  return undefined;
}

/** Why a checkpoint is not one of this log; undefined when it is. */
async function contradiction(
  place: LedgerPlace,
  record: LedgerCheckpoint,
): Promise<string | undefined> {
  const { tier, shard, number, head_sha256: expected } = record;
  if (tier !== place.tier || shard !== place.shard) {
    return `expected a checkpoint of ${place.tier}/${place.shard}, was one of ${tier}/${shard}`;
  }
  const entry = await readEntry(place, number);
  return entry?.sha256 === expected
    ? undefined
    : `expected entry ${number} of SHA-256 ${expected}, was ${entry?.sha256 ?? 'none'}`;
}
