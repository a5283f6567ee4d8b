export type {
  AbortEntry,
  ClaimEntry,
  CommitEntry,
  Derivation,
  EpochEntry,
  FileRecord,
  IntendedFile,
  IntentEntry,
  LedgerEntry,
  LedgerEntryKind,
  LedgerLease,
  LedgerTier,
  RetireEntry,
  SealEntry,
} from '@assay/schemas';
export { LEFT_OUT_REASONS } from './batch.js';
export type {
  BuiltBatch,
  CloseReason,
  Gap,
  MessageCheck,
  MessageMark,
  RunProgress,
  SourceState,
  StagedFile,
} from './batch.js';
export { LedgerError, type LedgerErrorCode } from './errors.js';
export type {
  Action,
  AnnouncedFile,
  CreateResult,
  ExaminedFile,
  FoundFile,
  Observation,
  UnfinishedBatch,
} from './protocol/action.js';
export { findAgreement, type Agreement } from './protocol/agreement.js';
export { decide } from './protocol/decide.js';
export { coverageProblem } from './protocol/coverage.js';
export { judgeLineage, type Continuation, type Lineage } from './protocol/lineage.js';
export type { Answer, Question, Search } from './protocol/search.js';
export type { KeptFiles, Publication, Step, WriterMemory } from './protocol/memory.js';
export { begin } from './protocol/opening.js';
export type { Decision } from './protocol/steps.js';
export { openingState, type Opening } from './checkpoint/opening-state.js';
export {
  createCommittedFiles,
  type CommittedFiles,
  type DatasetFiles,
  type FilePlace,
  type LakeFile,
  type PlacedFile,
  type RetiredFile,
} from './lake/committed-files.js';
export { movedTo } from './lake/moved-to.js';
export { openChosen, type ChosenFiles } from './lake/open-chosen.js';
export { openCopies, type OpenCopies } from './lake/open-copies.js';
export { createPlaces, type OpenPlace, type Places } from './lake/places.js';
export { createShardLogs, type ShardLog, type ShardLogs } from './lake/shard-logs.js';
export { afterFailure, type NextMove } from './lease/after-failure.js';
export { awaitVacancy, type AwaitVacancyOptions } from './lease/await-vacancy.js';
export { holdLease, type HoldLeaseOptions, type Lease } from './lease/hold-lease.js';
export { createPauses, type Pauses } from './lease/pauses.js';
export type { ChainProblem, ChainProblemKind, ReportProblem } from './read/chain-problem.js';
export { inspectChain, type InspectedEntry } from './read/inspect-chain.js';
export type { CommittedFile, DeclaredGap, LedgerFold } from './read/ledger-fold.js';
export { listShards } from './read/list-shards.js';
export { readEntries, type LedgerPlace } from './read/read-entries.js';
export { createLedgerReader, type LedgerReader } from './read/ledger-reader.js';
export { readLedger } from './read/read-ledger.js';
export {
  openCommitSession,
  type CommitSession,
  type SessionState,
} from './session/commit-session.js';
export { inLanes } from './session/in-lanes.js';
export {
  retireChosen,
  retireFiles,
  sealFiles,
  type ChosenRetireRequest,
  type ListedFile,
  type Retirement,
  type RetireRequest,
  type SealRequest,
} from './session/seal-files.js';
export type { CommitSessionOptions, EmptyFile, FileContent } from './session/session-options.js';
export { applyEntry, type LoggedEntry } from './state/apply-entry.js';
export {
  emptyLedger,
  type Epoch,
  type LedgerState,
  type Line,
  type ShardSeal,
  type Stretch,
} from './state/ledger-state.js';
export type { LedgerTotals } from './state/ledger-tally.js';
export { OrdinalRanges, type OrdinalRange } from './state/ordinal-ranges.js';
export { MAX_RUNS, type RunLookup } from './state/run-table.js';
