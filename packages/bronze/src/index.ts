export { diagnoseLake, type DiagnoseLakeOptions } from './doctor/diagnose-lake.js';
export type { WorkFolder } from './doctor/folder-findings.js';
export {
  createDeadLetterReader,
  type DeadLetterReader,
  type DeadLetterReaderOptions,
} from './dead-letters/dead-letter-reader.js';
export type { LetterFile, LetterIndex } from './dead-letters/letter-index.js';
export {
  REPLAY_OUTCOMES,
  replayLetters,
  type ReplayOutcome,
  type ReplayOutcomeKind,
  type ReplayRequest,
  type ReplaySummary,
} from './dead-letters/replay/replay-letters.js';
export {
  streamsAsReplayTarget,
  writerAsReplayTarget,
  type ReplayTarget,
} from './dead-letters/replay/replay-target.js';
export type {
  LetterFilter,
  LetterState,
  LetterWithEvent,
  StoredLetter,
} from './dead-letters/stored-letter.js';
export type { LetterCounts, LetterGroup, LetterSummary } from './dead-letters/summarise.js';
export { archiveLake, type ArchiveOptions, type ArchiveReport } from './copy/archive-lake.js';
export { currentPlace, type CurrentPlace } from './copy/current-place.js';
export type { CopyProgress } from './copy/copy-files.js';
export { copyLake, type CopyLakeOptions } from './copy/copy-lake.js';
export type { CopyProblem } from './copy/copy-problem.js';
export type { CopiedShard, CopyCount, CopyReport } from './copy/copy-report.js';
export { BronzeError, type BronzeErrorCode } from './errors.js';
export { BRONZE_FORMAT, decodeFingerprint } from './fingerprints.js';
export type { OpenPlace } from '@assay/ledger';
export type { ReadRequest } from './reader/read-request.js';
export {
  createBronzeReader,
  type BronzeReader,
  type BronzeReaderOptions,
} from './reader/reader.js';
export { createShardKeeper } from './keeper/create-keeper.js';
export type {
  KeeperStatus,
  ShardKeeper,
  ShardKeeperOptions,
  ShardRole,
} from './keeper/shard-keeper.js';
export {
  createBronzeWriter,
  type BronzeStatus,
  type BronzeWriter,
  type WriterTotals,
} from './writer/writer.js';
export {
  BACKFILL_LIMITS,
  DEFAULT_LIMITS,
  type BatchLimits,
  type BronzeWriterOptions,
} from './writer/writer-options.js';
export { retainBronze, type RetainOptions } from './retain/retain-bronze.js';
export type {
  BronzeDay,
  DayFile,
  KeptDay,
  RetainReport,
  RetiredDay,
  StrangeFile,
} from './retain/retain-report.js';
export { verifyBronze, type VerifyOptions, type VerifyReport } from './verify/verify-bronze.js';
export type { VerifyCounts } from './verify/verify-counts.js';
export { checkCertificate, encodeCertificate, type Certificate } from '@assay/schemas';
export type { NoteKind, ProblemKind, VerifyNote, VerifyProblem } from './verify/problem.js';
