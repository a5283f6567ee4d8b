import type { WalFolderOptions } from '@assay/wal';
import type { EmbeddedEventLog } from './embedded-event-log.js';
import type { OutgoingMessage } from './event-log.js';
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
export declare function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog>;
//# sourceMappingURL=embedded-log.d.ts.map
