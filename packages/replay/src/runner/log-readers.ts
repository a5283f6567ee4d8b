import { BusError, type EmbeddedEventLog, type EventLog } from '@assay/bus';
import type { Logger } from '@assay/telemetry';

type KeepingLog = Pick<EmbeddedEventLog, 'registerReader' | 'advanceReader'>;

/**
 * Tells the log that it is to keep what lies behind `sequence`, where the log can be told: the embedded one. False
 * when it keeps it no more.
 */
export async function keepBehind(
  log: EventLog,
  reader: string,
  sequence: bigint,
): Promise<boolean> {
  if (!isKeeping(log)) {
    return true;
  }
  try {
    await log.registerReader(reader, sequence);
    return true;
  } catch (error) {
    if (error instanceof BusError && error.code === 'SEQUENCE_GONE') {
      return false;
    }
    throw error;
  }
}

/** The reader has passed `sequence` for good. That it could not be said only keeps more. */
export async function letGo(
  log: EventLog,
  reader: string,
  sequence: bigint,
  logger: Logger,
): Promise<void> {
  if (!isKeeping(log)) {
    return;
  }
  try {
    await log.advanceReader(reader, sequence);
  } catch (error) {
    logger.warn('the log was not told how far the engine came: it keeps more', { reader, error });
  }
}

function isKeeping(log: EventLog): log is EventLog & KeepingLog {
  return 'registerReader' in log && 'advanceReader' in log;
}
