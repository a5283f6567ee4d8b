import { formatNumber, type CommandContext } from '@assay/cli';
import { isoOfNs, NS_PER_SECOND } from '@assay/schemas';
import { pause, type Logger } from '@assay/telemetry';
import type { LakeService } from './service.js';
import type { ServiceStatus } from './service-parts.js';

/** Milliseconds between two looks. */
const EVERY_MS = 1_000;
/** The rate is taken over so many looks: batches come every few seconds. */
const WINDOW = 10;

/** Shows what the service does, until the signal: a changing line on terminals, else a log line. */
export async function showStatus(
  context: CommandContext,
  service: LakeService,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const seen = [0];
  for (let look = 1; await pause(context.clock, EVERY_MS, signal); look += 1) {
    const status = await service.status();
    if (status === undefined) {
      continue;
    }
    seen.push(status.events);
    const perSecond = (status.events - seen[0]) / (seen.length - 1);
    if (seen.length > WINDOW) {
      seen.shift();
    }
    if (context.interactive) {
      context.status(statusLine(status, perSecond, context.clock.nowNs()));
    } else if (look % WINDOW === 0) {
      logger.info('status', { ...status, perSecond: Math.round(perSecond) });
    }
  }
}

/** `12:00:05  bronze 12,345 rows in 48 batches  210/s  dead letters 0  waiting 3 messages`. */
function statusLine(status: ServiceStatus, perSecond: number, nowNs: bigint): string {
  const parts = [
    isoOfNs(nowNs).slice(11, 19),
    `bronze ${counted(status.rows, 'row')} in ${counted(status.batches, 'batch', 'batches')}`,
    `${formatNumber(perSecond)}/s`,
    `dead letters ${formatNumber(status.deadLetters)}`,
    status.lagMessages === undefined
      ? 'the event log is out of reach'
      : `waiting ${counted(Number(status.lagMessages), 'message')}`,
    ...signalsText(status, nowNs),
  ];
  return parts.join('  ');
}

/** `signals 1,024 rows, 3 s behind`: how old the last instant is that the engine made. */
function signalsText({ signals }: ServiceStatus, nowNs: bigint): string[] {
  if (signals === undefined) {
    return [];
  }
  const { phase, rowsStored, lastTickNs } = signals;
  const behind =
    lastTickNs === undefined
      ? phase
      : `${formatNumber(Number((nowNs - lastTickNs) / NS_PER_SECOND))} s behind`;
  return [`signals ${counted(rowsStored, 'row')}, ${phase === 'live' ? behind : phase}`];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
