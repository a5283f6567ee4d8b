export { type EmbeddedEventLog, type SequenceRange } from './embedded-event-log.js';
export { openEmbeddedLog, type EmbeddedLog, type EmbeddedLogOptions } from './embedded-log.js';
export { BusError, type BusErrorCode } from './errors.js';
export type {
  EventLog,
  LogMessage,
  LogState,
  MessageHeaders,
  MessageMark,
  OutgoingMessage,
  ReadOptions,
} from './event-log.js';
export { describeFinding, type StreamFinding } from './jetstream/check-stream.js';
export { clockFinding } from './jetstream/doctor/clock-finding.js';
export { diagnoseJetStream, type DiagnoseOptions } from './jetstream/doctor/diagnose-jetstream.js';
export type { ServerAccess, TlsFiles } from './jetstream/connection-options.js';
export {
  connectJetStream,
  type JetStreamConnection,
  type JetStreamConnectionOptions,
} from './jetstream/connection.js';
export type { JetStreamEventLog } from './jetstream/jetstream-event-log.js';
export {
  openJetStreamLog,
  openJetStreamLogs,
  type JetStreamLogOptions,
  type JetStreamLogs,
} from './jetstream/open-jetstream-log.js';
export type { PublishAck } from './jetstream/publish-entry.js';
export type { PublishLimits } from './jetstream/publish-window.js';
export { publishOnce, type OnceAck, type OnceLimits } from './jetstream/publish-once.js';
export { createPublisher, type Publisher } from './jetstream/publisher.js';
export type { PullLimits } from './jetstream/pull-subscription.js';
export type { RunLines } from './jetstream/run-lines.js';
export {
  STREAMS,
  type StreamDeclaration,
  type StreamSettings,
} from './jetstream/stream-declarations.js';
export { followWatermarks, publishWatermark } from './jetstream/watermarks.js';
export { streamOf, type EmbeddedStream } from './subjects.js';
export {
  fateOf,
  watermarkOf,
  watermarkSubject,
  type DurabilityWatermark,
  type SentMessage,
  type StoredOrdinals,
} from './watermark.js';
