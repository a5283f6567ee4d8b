export { type EmbeddedEventLog, type SequenceRange } from './embedded-event-log.js';
export { openEmbeddedLog, type EmbeddedLog, type EmbeddedLogOptions } from './embedded-log.js';
export { BusError, type BusErrorCode } from './errors.js';
export type {
  EventLog,
  LogMessage,
  LogState,
  MessageHeaders,
  OutgoingMessage,
  ReadOptions,
} from './event-log.js';
export { streamOf, type EmbeddedStream } from './subjects.js';
