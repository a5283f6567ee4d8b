export { createSilverCatalog } from './catalog/create-silver-catalog.js';
export type { AppendRequest, SilverCatalog } from './catalog/silver-catalog.js';
export type { SilverDay } from './catalog/silver-day.js';
export { CompactionFailed } from './compaction-failed.js';
export { CompactionStopped, type CompactionLeft } from './compaction-stopped.js';
export { buildHour, type BuildHourRequest, type BuiltHour } from './compaction/build-hour.js';
export type {
  CompactionProgress,
  CompactOptions,
  Compactor,
  CompactorOptions,
  DateRange,
  StatusRequest,
} from './compactor.js';
export { createCompactor } from './create-compactor.js';
export { SilverError, type SilverErrorCode } from './errors.js';
export type { DayName, HourFailure, HourName, HourOrDayName, HourResult } from './hour-result.js';
export type { GarbageItem, HourState, HourStatus } from './hour-status.js';
export { qualityOf, type QualityOptions, type QualityRequest } from './quality/quality-of.js';
export type {
  AggressorQuality,
  ArrivalQuality,
  BookCounts,
  BookQuality,
  ContractMix,
  ContractShare,
  DelayQuality,
  HoursQuality,
  PartitionQuality,
  QualityReport,
  RowsQuality,
  SequenceQuality,
  SequenceScope,
  SilentStretch,
  StaleHour,
  TimeQuality,
} from './quality/quality-report.js';
export { createSilverReader } from './reader/create-silver-reader.js';
export type {
  ReadDateRangeRequest,
  ReadDateRequest,
  ReadLack,
  ReadSelection,
  SilverReadRequest,
} from './reader/read-request.js';
export type { SilverReader, SilverReaderOptions } from './reader/silver-reader.js';
export {
  createBronzeAcceptance,
  type BronzeAcceptance,
  type BronzeAcceptanceOptions,
  type DayToDelete,
} from './retention/bronze-acceptance.js';
