import type { EventLog } from '@assay/bus';
import type { Intake } from '../batch/intake.js';
import { BronzeError } from '../errors.js';
import type { ShardSession } from './shard-session.js';

/** What reading a log into batches needs. */
export interface LogReading {
  readonly log: EventLog;
  readonly session: ShardSession;
  readonly intake: Intake;
  /** The first sequence to read. */
  readonly from: bigint;
  readonly shard: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Puts what the log holds, and all that comes, into batches, waiting while one is full. Resolves at the
 * signal; rejects with what ends the reading of the log, or `LINEAGE_CHANGED`.
 */
export async function readLog(reading: LogReading): Promise<void> {
  const { log, session, intake, from, shard, signal } = reading;
  const { created, last } = session.state;
  const after = last === undefined ? {} : { after: { ...last, serverTimeNs: last.serverTimeNs } };
  let isSame = false;
  for await (const group of log.read(from, { follow: true, signal, created, ...after })) {
    if (!isSame && !signal.aborted) {
      await assertSameLog(log, session);
      isSame = true;
    }
    if (signal.aborted) {
      return;
    }
    for (const message of group) {
      // Awaiting every message would cost more than framing it; nothing aborts without an await.
      if (intake.isFull) {
        await intake.roomOrEnd();
        if (signal.aborted) {
          return;
        }
      }
      intake.put(message);
    }
  }
  if (!signal.aborted) {
    throw new BronzeError(
      'LOG_CLOSED',
      `shard ${shard}: expected the event log to stay open until stop(), was closed: nothing is lost; ` +
        'start a writer over the reopened log',
    );
  }
}

/**
 * A reading that has begun ends when its log changes, and one that begins knows it by the last message
 * that is stored. Where that one tells nothing of what follows it, the log is compared once more, before
 * any of it is stored: it may have changed since the shard was claimed.
 */
async function assertSameLog(log: EventLog, session: ShardSession): Promise<void> {
  const { last, committedTo } = session.state;
  const isTelling = last !== undefined && last.sequence === committedTo;
  if (!isTelling || (await log.markAt(last.sequence)) === undefined) {
    await session.checkLineage();
  }
}
