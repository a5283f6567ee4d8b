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
export { openLean } from './lean/open-lean.js';
export { leanOptions, type Availability, type LeanOptions } from './lean/options.js';
export { openMassive } from './massive/open-massive.js';
export { massiveOptions, type MassiveOptions } from './massive/options.js';
export { bytesInput, fileInput, type FeedInput } from './input.js';
export { runId, type RunOptions } from './run-id.js';
export { runSettings } from './run-settings.js';
export type { FeedSettings, FormatSetting } from './settings.js';
export {
  DEFAULT_MESSAGE_LIMITS,
  runMessages,
  type EventLine,
  type FeedMessage,
  type MessageLimits,
} from './messages.js';
export type { SimulatedEvent } from './simulator/event.js';
export {
  createMarketSimulator,
  restoreMarketSimulator,
  type MarketListeners,
  type MarketSimulator,
} from './simulator/market.js';
export { runSimulator, type RunSimulatorOptions, type SimulatorRun } from './simulator/pacing.js';
export {
  decodeSession,
  encodeSession,
  sessionOf,
  sessionRun,
  type SimulatorSession,
} from './simulator/session.js';
export { batchLines, type FeedBatch as SimulatedFeedBatch } from './simulator/feed/feed-batches.js';
export {
  createFeedLines,
  type DeliveredLine,
  type FeedLines,
  type FeedName,
} from './simulator/feed/feed-lines.js';
export { simulatedSessions, type SimulatedSession } from './simulator/hours.js';
export {
  fitsKnob,
  knobExpectation,
  KNOBS,
  type Knob,
  type KnobName,
  type KnobValues,
} from './simulator/knobs.js';
export type { MarketSettings, MarketSimulatorOptions } from './simulator/settings.js';
export {
  createSimulatorLines,
  datasetRun,
  simulatorMessages,
  type SimulatedLines,
  type SimulatorLines,
} from './simulator/simulator-messages.js';
export type { MarketSnapshot } from './simulator/snapshot.js';
export { encodeTruth, TRUTH_KINDS, type TruthKind, type TruthRecord } from './simulator/truth.js';
