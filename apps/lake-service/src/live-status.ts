import { formatNumber, type CommandContext } from '@assay/cli';
import { isoOfNs } from '@assay/schemas';
import type { LakeService, ServiceStatus } from './service.js';

/** Milliseconds between two looks. */
const EVERY_MS = 1_000;
/** Without a terminal, one line in so many looks. */
const LINE_EVERY = 10;

/** Shows what the service does, until the signal: a changing line on terminals, else a line at times. */
export async function showStatus(
  context: CommandContext,
  service: LakeService,
  signal: AbortSignal,
): Promise<void> {
  let last = 0;
  for (let look = 1; !signal.aborted; look += 1) {
    try {
      await context.clock.sleep(EVERY_MS, signal);
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      throw error;
    }
    const status = await service.status();
    if (status === undefined) {
      continue;
    }
    if (context.interactive) {
      context.status(statusLine(status, status.events - last, context.clock.nowNs()));
      last = status.events;
    } else if (look % LINE_EVERY === 0) {
      context.say(statusLine(status, (status.events - last) / LINE_EVERY, context.clock.nowNs()));
      last = status.events;
    }
  }
}

/** `12:00:05  bronze 12,345 rows in 48 batches  210/s  dead letters 0  waiting 3 messages`. */
export function statusLine(status: ServiceStatus, perSecond: number, nowNs: bigint): string {
  const parts = [
    isoOfNs(nowNs).slice(11, 19),
    `bronze ${formatNumber(status.rows)} rows in ${formatNumber(status.batches)} batches`,
    `${formatNumber(perSecond)}/s`,
    `dead letters ${formatNumber(status.deadLetters)}`,
    `waiting ${status.lagMessages} messages`,
  ];
  return parts.join('  ');
}
