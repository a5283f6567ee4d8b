export { systemClock, type Clock } from './clock.js';
export { noFailpoint, type Failpoint } from './failpoint.js';
export { nullLogger, type LogFields, type Logger } from './logger.js';
export {
  nullMetrics,
  type Counter,
  type Gauge,
  type Histogram,
  type Labels,
  type MetricDescription,
  type Metrics,
} from './metrics.js';
export { pause } from './pause.js';
export {
  processNamespace,
  systemProcesses,
  type ProcessIdentity,
  type ProcessTable,
} from './process-table.js';
export { systemRandomness, type Randomness } from './randomness.js';
