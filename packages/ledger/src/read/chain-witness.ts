import {
  ledgerCheckpointKey,
  parseLedgerCheckpoint,
  SchemaError,
  type LedgerCheckpoint,
} from '@assay/schemas';
import type { ReportProblem } from './chain-problem.js';
import type { InspectedEntry } from './inspect-chain.js';
import { readIfThere, type LedgerPlace } from './read-entries.js';

/** What a checkpoint says of the log's end, which no later entry vouches for. */
export interface Witness {
  /** The last entry that there must be; 0 when there is no checkpoint. */
  readonly number: number;
  check(inspected: InspectedEntry, report: ReportProblem): void;
}

/** A checkpoint that cannot be read vouches for nothing: it is advisory, and no part of the chain. */
export async function witness(place: LedgerPlace): Promise<Witness> {
  const key = ledgerCheckpointKey(place.tier, place.shard);
  const bytes = await readIfThere(place.store, key);
  const checkpoint = bytes === undefined ? undefined : parsed(bytes, key);
  return {
    number: checkpoint?.number ?? 0,
    check: (inspected, report) => {
      const { number, sha256 } = inspected;
      if (number !== checkpoint?.number || sha256 === undefined) {
        return;
      }
      const { head_sha256: vouched } = checkpoint;
      if (sha256 !== vouched) {
        const expected = `entry ${number} of SHA-256 ${vouched}, as ${key} says`;
        report({ kind: 'entry-altered', key: inspected.key, expected, was: sha256 });
      }
    },
  };
}

function parsed(bytes: Uint8Array, key: string): LedgerCheckpoint | undefined {
  try {
    return parseLedgerCheckpoint(bytes, key);
  } catch (error) {
    if (error instanceof SchemaError) {
      return undefined;
    }
    throw error;
  }
}
