import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import { judgeLineage, type Lineage } from './lineage.js';
import type { WriterMemory } from './memory.js';

/** What the event log was to the shard when it was observed; undefined once that is settled. */
export function lineageOf({
  ledger,
  source,
  agreement,
  isOpen,
}: WriterMemory): Lineage | undefined {
  return source === undefined || isOpen ? undefined : judgeLineage(ledger, source, agreement);
}

/** The end of a writer whose shard is written no more. */
export function sealed(ledger: LedgerState): LedgerError {
  const { reason = 'sealed', place = '?', entry = 0 } = ledger.seal ?? {};
  return new LedgerError(
    'SEALED',
    `ledger ${ledger.tier}/${ledger.shard}: expected a shard that is written, was ${reason} to ` +
      `${place} (entry ${entry}): write there`,
  );
}

/** The log is not what it was when this writer began: a new one finds out what it is now. */
export function lineageChanged(ledger: LedgerState, how: string): LedgerError {
  return new LedgerError(
    'LINEAGE_CHANGED',
    `ledger ${ledger.tier}/${ledger.shard}: expected the event log that this writer began with, was ${how}: ` +
      'a new session begins an epoch',
    { retryable: true },
  );
}
