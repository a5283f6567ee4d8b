import type { EventLog } from '@assay/bus';
import type { MessageCheck } from '@assay/ledger';
import { messageCheck } from '@assay/schemas';

/** `messageCheck` of the messages that the log holds in `[from, to]` now, ascending. */
export async function readChecks(
  log: EventLog,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<MessageCheck[]> {
  const checks: MessageCheck[] = [];
  for await (const group of log.read(from)) {
    for (const { sequence, subject, headers, bytes, serverTimeNs } of group) {
      if (sequence > to) {
        return checks;
      }
      checks.push({ sequence, check: messageCheck(subject, headers, bytes, serverTimeNs) });
    }
    if ((group.at(-1)?.sequence ?? from) >= to) {
      return checks;
    }
  }
  return checks;
}
