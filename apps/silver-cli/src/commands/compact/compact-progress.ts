import { formatNumber, type CommandContext } from '@assay/cli';
import type { CompactionProgress } from '@assay/silver';
import type { CompactCall } from './calls.js';

/** Shows how far compactions have come. */
export interface CompactProgress {
  told(call: CompactCall, progress: CompactionProgress): void;
  finish(): void;
}

/** A line for each call, since only of the one under way it is known how many hours it has. */
export function compactProgress(
  context: Pick<CommandContext, 'progress'>,
  calls: readonly CompactCall[],
): CompactProgress {
  let shown: CompactCall | undefined;
  let line: ReturnType<CommandContext['progress']> | undefined;
  return {
    told: (call, { done, total, day, days }) => {
      if (call !== shown) {
        line?.finish();
        const which = calls.length > 1 ? ` (${calls.indexOf(call) + 1}/${calls.length})` : '';
        line = context.progress({ label: `compact ${call.about}${which}`, unit: 'hours' });
        shown = call;
      }
      line?.update(done, total, days > 1 ? `day ${formatNumber(day)}/${formatNumber(days)}` : '');
    },
    finish: () => line?.finish(),
  };
}
