import { BusError, type EventLog } from '@assay/bus';
import { pause, type Clock, type Logger } from '@assay/telemetry';
import type { Intake } from '../batch/intake.js';
import { isGone } from '../batch/read-range.js';
import { GoldError } from '../errors.js';
import type { ShardSession } from './shard-session.js';

/** What reading a log into batches needs. */
export interface LogReading {
  readonly log: EventLog;
  readonly session: ShardSession;
  readonly intake: Intake;
  readonly shard: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** How long a reader gives nothing before the log is asked whether there is something to give. */
const QUIET_MS = 500;

/**
 * Puts what the log holds from `from` on, and all that comes, into batches, waiting while one is full.
 * Resolves at the signal; rejects with what ends the reading of the log, or `LINEAGE_CHANGED`.
 */
export async function readLog(reading: LogReading, from: bigint): Promise<void> {
  const { log, session, intake, shard, signal } = reading;
  const { created, last } = session.state;
  const after = last === undefined ? {} : { after: { ...last, serverTimeNs: last.serverTimeNs } };
  let isSame = false;
  for await (const group of log.read(from, { follow: true, signal, created, ...after })) {
    if (!isSame && !signal.aborted) {
      await assertSameLog(log, session);
      isSame = true;
    }
    for (const message of group) {
      await intake.roomOrEnd();
      await session.learn(message);
      if (signal.aborted) {
        return;
      }
      intake.put(message);
    }
  }
  if (!signal.aborted) {
    throw new GoldError(
      'LOG_CLOSED',
      `shard ${shard}: expected the event log to stay open until stop(), was closed: nothing is lost; ` +
        'start a writer over the reopened log',
    );
  }
}

/** Where the last message stored tells nothing of those that follow, the log is compared once more. */
async function assertSameLog(log: EventLog, session: ShardSession): Promise<void> {
  const { last, committedTo } = session.state;
  const isTelling = last !== undefined && last.sequence === committedTo;
  if (!isTelling || (await log.markAt(last.sequence)) === undefined) {
    await session.checkLineage();
  }
}

/**
 * Looks again and again whether the log still holds what was stored of it, for a reader that waits for the
 * next message would not notice. Rejects with what it found; resolves at the signal.
 */
export async function guardLineage(reading: LogReading, everySeconds: number): Promise<void> {
  const { session, intake, shard, clock, logger, signal } = reading;
  while (await pause(clock, everySeconds * 1_000, signal)) {
    try {
      await session.checkLineage(intake.lastRead());
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (!(error instanceof BusError && error.code === 'UNAVAILABLE' && error.retryable)) {
        throw error;
      }
      logger.debug('the log is out of reach: compared later', { shard, error });
    }
  }
}

/**
 * Declares the messages up to `to` missing that the log no longer holds at its end: no later message shows
 * their gap to the reader. Ends at `signal`.
 */
export async function passDeletedTail(
  { log, intake, clock, logger, shard }: LogReading,
  to: bigint,
  signal: AbortSignal,
): Promise<void> {
  while (intake.readTo < to && !signal.aborted) {
    const { readTo } = intake;
    if (!(await pause(clock, QUIET_MS, signal)) || intake.readTo !== readTo) {
      continue;
    }
    try {
      const isMissing = await isGone(log, readTo + 1n, to);
      const { lastSequence } = await log.state();
      if (isMissing && lastSequence >= to && intake.readTo === readTo) {
        intake.declareMissing(to, 'log-gap');
      }
    } catch (error) {
      if (!(error instanceof BusError)) {
        throw error;
      }
      logger.debug('the end of the log could not be looked at: again later', { shard, error });
    }
  }
}
