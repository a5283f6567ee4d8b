import type { LedgerEntry } from '@assay/schemas';
import { StorageError } from '@assay/storage';
import { systemClock } from '@assay/telemetry';
import type { SourceState } from '../batch.js';
import { findAgreement, type Agreement } from '../protocol/agreement.js';
import type { Answer, Question } from '../protocol/search.js';
import { readEntry } from '../read/read-entries.js';
import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { CommitSessionOptions } from './session-options.js';

type Asked = Pick<
  CommitSessionOptions,
  'store' | 'tier' | 'shard' | 'log' | 'markAt' | 'checksOf' | 'clock'
>;

/** A search may read many entries: one of them that cannot be read at once must not end it all. */
const TRIES = 5;
const PAUSE_MS = 100;

/** The event log as it is now, and how far it holds what is stored. */
export async function observeLog(
  options: Asked,
  ledger: LedgerState,
): Promise<{ readonly source: SourceState; readonly agreement: Agreement | undefined }> {
  const source = await options.log();
  const search = findAgreement(ledger, source);
  const known = new Map<number, LedgerEntry>();
  let step = search.next();
  while (step.done !== true) {
    step = search.next(await answer(options, step.value, known));
  }
  return { source, agreement: step.value };
}

async function answer(
  options: Asked,
  question: Question,
  known: Map<number, LedgerEntry>,
): Promise<Answer> {
  switch (question.ask) {
    case 'mark':
      return { mark: await options.markAt?.(question.sequence) };
    case 'checks':
      return { checks: await options.checksOf?.(question.from, question.to) };
    case 'entry': {
      const entry = known.get(question.number) ?? (await entryOf(options, question.number));
      known.set(question.number, entry);
      return { entry };
    }
  }
}

async function entryOf(options: Asked, number: number): Promise<LedgerEntry> {
  const { tier, shard, clock = systemClock } = options;
  for (let tried = 1; ; tried += 1) {
    try {
      const found = await readEntry(options, number);
      if (found !== undefined) {
        return found.entry;
      }
      throw new LedgerError(
        'BROKEN_CHAIN',
        `ledger ${tier}/${shard}: expected entry ${number}, was none: restore it from a copy`,
      );
    } catch (error) {
      const isPassing = error instanceof StorageError && error.retryable;
      if (!isPassing || tried === TRIES) {
        throw error;
      }
    }
    await clock.sleep(PAUSE_MS);
  }
}
