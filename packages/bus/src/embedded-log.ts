import { nullLogger } from '@assay/telemetry';
import { openWalFolder } from '@assay/wal';
import type { WalFolder, WalFolderOptions } from '@assay/wal';
import { createEmbeddedEventLog } from './embedded-event-log.js';
import type { EmbeddedEventLog } from './embedded-event-log.js';
import type { OutgoingMessage } from './event-log.js';
import { streamOf } from './subjects.js';
import { toBusError } from './wal-errors.js';

/** How to open the embedded log: the options of a WAL folder, but for its sequences. */
export type EmbeddedLogOptions = Omit<WalFolderOptions, 'sequences'>;

/** The embedded log: one folder, owned by this process until `close`, with two event logs. */
export interface EmbeddedLog extends AsyncDisposable {
  readonly root: string;
  /** Every subject but those under `levels.`. */
  readonly market: EmbeddedEventLog;
  /** `levels.signals`. */
  readonly levels: EmbeddedEventLog;
  /** The log that a subject belongs to; throws `BAD_SUBJECT` when there is none. */
  logOf(subject: string): EmbeddedEventLog;
  /** Appends to the log that the subject belongs to; resolves with the sequence there. */
  append(message: OutgoingMessage): Promise<bigint>;
  /** Waits for every message accepted, closes both logs and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Opens the event log that needs no server. Rejects with a `BusError`: `LOCKED` when another process
 * owns the folder (its message names `--take-over`), `CORRUPT`, or `UNAVAILABLE`.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
  const folder = await openFolder(options);
  const shared = { created: folder.id, logger: options.logger ?? nullLogger };
  const logs = {
    market: createEmbeddedEventLog('market', folder.sequence('market'), shared),
    levels: createEmbeddedEventLog('levels', folder.sequence('levels'), shared),
  };
  const close = async (): Promise<void> => {
    try {
      await folder.close();
    } catch (error) {
      throw toBusError(error);
    }
  };
  return {
    root: folder.root,
    ...logs,
    logOf: (subject) => logs[streamOf(subject)],
    append: async (message) => logs[streamOf(message.subject)].append(message),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function openFolder(options: EmbeddedLogOptions): Promise<WalFolder> {
  try {
    return await openWalFolder({ ...options, sequences: ['market', 'levels'] });
  } catch (error) {
    throw toBusError(error);
  }
}
