import { BusError, type EventLog } from '@assay/bus';
import { pause, type Clock, type Logger } from '@assay/telemetry';
import type { Intake } from '../batch/intake.js';
import { isGone } from '../batch/is-gone.js';

/** How long a reader gives nothing before the log is asked whether there is something to give. */
const QUIET_MS = 500;

/** What passing a deleted tail needs. */
export interface TailParts {
  readonly log: EventLog;
  /** The incarnation that is read. */
  readonly created: string;
  readonly intake: Intake;
  readonly shard: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends it: everything is committed, or the writer has failed. */
  readonly signal: AbortSignal;
}

/**
 * Declares the messages up to `to` missing that the log no longer holds at its end: no later message
 * shows their gap to the reader, which would be waited for until there is one. Nothing is declared that the
 * log holds: what lies at or before a last sequence that it gave, and is not in a reading begun after
 * that, is never filled again.
 *
 * @param to a last sequence that the log gave before this call
 */
export async function passDeletedTail(parts: TailParts, to: bigint): Promise<void> {
  const { intake, shard, clock, logger, signal } = parts;
  while (intake.readTo < to && !signal.aborted) {
    const { readTo } = intake;
    if (!(await pause(clock, QUIET_MS, signal)) || intake.readTo !== readTo) {
      continue;
    }
    try {
      const held = await lastHeld(parts, readTo + 1n, to);
      // The reader may have gone on meanwhile; it has to have put in all that is there.
      if (!signal.aborted && held <= intake.readTo && intake.readTo < to) {
        intake.declareMissing(to, 'log-gap');
      }
    } catch (error) {
      if (!(error instanceof BusError)) {
        throw error;
      }
      // The reader meets the same: it waits, or stores what it has and ends the writer.
      logger.debug('the end of the log could not be looked at: again later', { shard, error });
    }
  }
}

/** The last sequence of `[from, to]` that is held; `from - 1n` when none is, `to` if it cannot be told. */
async function lastHeld(
  { log, created, signal }: TailParts,
  from: bigint,
  to: bigint,
): Promise<bigint> {
  if ((await log.markAt(to)) !== undefined) {
    return to;
  }
  let held = from - 1n;
  for await (const group of log.read(from, { created, signal })) {
    const inside = group.filter(({ sequence }) => sequence <= to);
    held = inside.at(-1)?.sequence ?? held;
    if (inside.length < group.length) {
      break;
    }
  }
  // A log that has been rewound meanwhile may yet fill these sequences.
  const { firstSequence, lastSequence } = await log.state();
  const asked = held < firstSequence ? firstSequence : held + 1n;
  return lastSequence >= to && (await isGone(log, asked, to)) ? held : to;
}
