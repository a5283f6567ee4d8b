export { createLogger, type LoggerOptions, type LogLevel } from './adapters/logger.js';
export { createPrometheusMetrics, type PrometheusMetrics } from './adapters/prometheus.js';
export { configMarkdown } from './config/config-markdown.js';
export {
  configField,
  optionalField,
  type ConfigField,
  type ConfigFields,
  type ConfigOf,
} from './config/field.js';
export { lakeConfigFields } from './config/lake-config.js';
export { lakeLocation, namedLocation, type LakeLocation } from './config/lake-location.js';
export { natsAccess, natsStreamSettings, type NatsConfig } from './config/nats-config.js';
export { SERVICE_COMPONENTS, serviceConfigFields } from './config/service-config.js';
export type { ConfigSource } from './config/layers.js';
export {
  loadConfig,
  type ConfigProblem,
  type LoadConfigOptions,
  type LoadedConfig,
} from './config/load-config.js';
export { configSchema } from './config/schema.js';
export { showConfig, withoutPassword, type ShownValue } from './config/show-config.js';
export {
  byteSize,
  choice,
  choices,
  duration,
  flag,
  optionParser,
  prices,
  seconds,
  text,
  url,
  wholeNumber,
  type ValueKind,
} from './config/value-kind.js';
export {
  AnswerIsNo,
  CommandFailure,
  type CommandFailureCode,
  type CommandFailureOptions,
} from './errors.js';
export { parseDate, parseDates, type DateRange } from './format/dates.js';
export { displayWidth } from './format/display-width.js';
export { formatBytes, formatDuration, formatNumber } from './format/number.js';
export { toJson, toPlain, type Plain } from './format/plain.js';
export { formatTable, type Cell } from './format/table.js';
export {
  defineCommand,
  type Command,
  type CommandCall,
  type CommandDefinition,
  type CommandOutput,
} from './program/command.js';
export type { CommandContext } from './program/context.js';
export {
  processEnvironment,
  type CommandEnvironment,
  type OutputStream,
  type SignalSource,
  type StopSignal,
} from './program/environment.js';
export { explain, type NextSteps } from './program/explain.js';
export { main } from './program/main.js';
export { createProgram, type Program } from './program/program.js';
export { runProgram, type ExitCode } from './program/run-program.js';
export { stopOnSignal } from './program/stop-on-signal.js';
export type { ShutdownHandler } from './program/shutdown.js';
export type { Progress, ProgressOptions } from './terminal/progress.js';
export type { TerminalStream } from './terminal/terminal.js';
