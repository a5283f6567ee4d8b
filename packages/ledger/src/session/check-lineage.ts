import type { MessageMark } from '../batch.js';
import { judgeLineage } from '../protocol/lineage.js';
import { lineageChanged } from '../protocol/standing.js';
import type { LedgerState } from '../state/ledger-state.js';
import { isSameMessage } from '../state/message-mark.js';
import { observeLog } from './observe-log.js';
import type { CommitSessionOptions } from './session-options.js';

/**
 * Rejects with `LINEAGE_CHANGED` when the event log is not the one any more that `ledger` stores: made
 * anew, rewound, or without the message that was read last.
 */
export async function checkLineage(
  options: CommitSessionOptions,
  ledger: LedgerState,
  lastRead: MessageMark | undefined,
): Promise<void> {
  const { source, agreement } = await observeLog(options, ledger);
  const lineage = judgeLineage(ledger, source, agreement);
  if (lineage.verdict === 'new') {
    throw lineageChanged(ledger, `${lineage.reason} (messages ${range(source)})`);
  }
  const { markAt } = options;
  if (lastRead === undefined || markAt === undefined || lastRead.sequence < source.firstSequence) {
    return;
  }
  const mark = await markAt(lastRead.sequence);
  // One that somebody deleted cannot be told from one that was lost with the tail: a new session compares.
  if (mark === undefined || !isSameMessage(mark, lastRead)) {
    throw lineageChanged(ledger, `one without message ${lastRead.sequence} as it was read`);
  }
}

function range(source: { readonly firstSequence: bigint; readonly lastSequence: bigint }): string {
  return `${source.firstSequence} to ${source.lastSequence}`;
}
