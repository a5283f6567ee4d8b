import type { LedgerTier } from '@assay/schemas';
import { applyEntry, type LoggedEntry } from '../state/apply-entry.js';
import { emptyLedger, type LedgerState } from '../state/ledger-state.js';
import { composeClaim, composeEpoch } from './compose-entry.js';
import { fenced } from './fenced.js';
import type { WriterMemory } from './memory.js';
import { beginRecovery } from './recovery.js';
import { lineageOf, sealed } from './standing.js';
import { create, stop, type Decision } from './steps.js';
import { survey } from './survey.js';

/**
 * The first decision of a new writer.
 *
 * @param ledger the fold of the log's first entries, where it is known: only later ones are read
 */
export function begin(
  tier: LedgerTier,
  shard: string,
  writer: string,
  ledger: LedgerState = emptyLedger(tier, shard),
): Decision {
  const memory: WriterMemory = {
    writer,
    ledger,
    source: undefined,
    agreement: undefined,
    isOpen: false,
    step: { at: 'reading', fence: undefined },
  };
  return readOn(memory, undefined);
}

/** Read what was added after the head. `fence`: the one seen at first, if any was. */
export function readOn(memory: WriterMemory, fence: number | undefined): Decision {
  return {
    memory: {
      ...memory,
      source: undefined,
      agreement: undefined,
      step: { at: 'reading', fence },
    },
    action: { kind: 'read-entries', after: memory.ledger.head },
  };
}

/**
 * With the log read to its head, the event log is asked: only now, so that it cannot seem to lack what
 * another writer committed meanwhile. A claim that appeared since the first reading ends this writer,
 * or two that start together would fence each other for ever.
 */
export function afterReading(
  memory: WriterMemory,
  fence: number | undefined,
  entries: readonly LoggedEntry[],
): Decision {
  const ledger = entries.reduce(applyEntry, memory.ledger);
  if (ledger.seal !== undefined) {
    return stop(memory, sealed(ledger));
  }
  if (fence !== undefined && ledger.fence !== fence) {
    return stop(memory, fenced(memory, `writer ${ledger.owner ?? '?'} claimed it first`));
  }
  const step = { at: 'observing' } as const;
  return { memory: { ...memory, ledger, step }, action: { kind: 'observe-source', ledger } };
}

/** The log was asked: claim the shard. */
export function afterObserving(memory: WriterMemory): Decision {
  return create(memory, composeClaim(memory.ledger, memory.writer));
}

/**
 * The shard is claimed, or something that stood in the way is done: finish the open intent first, then
 * begin a new epoch where the event log is not what it was, then wait for the first batch.
 */
export function settle(memory: WriterMemory): Decision {
  const { ledger, source, writer } = memory;
  if (source === undefined) {
    throw new TypeError('expected the event log to be observed before the claim, was not');
  }
  const lineage = lineageOf(memory);
  if (ledger.openIntent !== undefined) {
    return lineage?.verdict === 'new' ? survey(memory) : beginRecovery(memory, ledger.openIntent);
  }
  return lineage?.verdict === 'new'
    ? create(memory, composeEpoch(ledger, writer, source, lineage))
    : ready(memory);
}

/** Wait for the first batch. */
export function ready(memory: WriterMemory): Decision {
  return {
    memory: { ...memory, isOpen: true, step: { at: 'ready' } },
    action: { kind: 'await-batch', committed: undefined },
  };
}
