export { dbnOptions } from './dbn/format.js';
export type { DbnHeader } from './dbn/header.js';
export { openDbn, type DbnFeed } from './dbn/open-dbn.js';
export type { DbnFragment, DbnOptions } from './dbn/options.js';
export { encodeBatch } from './encode-batch.js';
export { FeedError, type FeedErrorCode, type FeedPlace } from './errors.js';
export type {
  Feed,
  FeedBatch,
  FeedReport,
  IgnoredCount,
  Refusal,
  RefusalCode,
  RefusalCount,
} from './feed.js';
export type { FeedFormat } from './format.js';
export { FEED_FORMATS, feedFormat } from './formats.js';
export { bytesInput, fileInput, type FeedInput } from './input.js';
export { runId, type RunOptions } from './run-id.js';
export type { FeedSettings, FormatSetting } from './settings.js';
export {
  DEFAULT_MESSAGE_LIMITS,
  runMessages,
  type FeedMessage,
  type MessageLimits,
} from './messages.js';
export {
  createSimulatorMessages,
  type SimulatorMessages,
} from './simulator/simulator-messages.js';
