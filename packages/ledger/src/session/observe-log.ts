import type { SourceState } from '../batch.js';
import { findAgreement, type Agreement } from '../protocol/agreement.js';
import type { Answer, Question } from '../protocol/search.js';
import { readEntry } from '../read/read-entries.js';
import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { CommitSessionOptions } from './session-options.js';

type Asked = Pick<CommitSessionOptions, 'store' | 'tier' | 'shard' | 'log' | 'markAt' | 'checksOf'>;

/** The event log as it is now, and how far it holds what is stored. */
export async function observeLog(
  options: Asked,
  ledger: LedgerState,
): Promise<{ readonly source: SourceState; readonly agreement: Agreement | undefined }> {
  const source = await options.log();
  const search = findAgreement(ledger, source);
  let step = search.next();
  while (step.done !== true) {
    step = search.next(await answer(options, step.value));
  }
  return { source, agreement: step.value };
}

async function answer(options: Asked, question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'mark':
      return { mark: await options.markAt?.(question.sequence) };
    case 'checks':
      return { checks: await options.checksOf?.(question.from, question.to) };
    case 'entry': {
      const found = await readEntry(options, question.number);
      if (found === undefined) {
        throw new LedgerError(
          'BROKEN_CHAIN',
          `ledger ${options.tier}/${options.shard}: expected entry ${question.number}, was none: ` +
            'restore it from a copy',
        );
      }
      return { entry: found.entry };
    }
  }
}
