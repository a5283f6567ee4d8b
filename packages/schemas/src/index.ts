export {
  flag,
  float64,
  int16,
  int32,
  int64,
  int8,
  nullable,
  text,
  timeNs,
  type Column,
  type ColumnRule,
  type ColumnType,
  type ColumnValue,
} from './column.js';
export {
  defineDataset,
  type AnyRow,
  type Dataset,
  type DatasetDeclaration,
  type Partitioning,
  type Recognition,
  type RepeatedGroup,
  type RowOf,
  type Tier,
} from './dataset.js';
export {
  bookColumns,
  BOOK_LEVELS,
  futuresMbp10,
  type FuturesBook,
} from './datasets/futures-mbp10.js';
export { futuresTrades, type FuturesTrade } from './datasets/futures-trades.js';
export { levelsSignals, type LevelSignal } from './datasets/levels-signals.js';
export {
  optionsGreeksSnapshots,
  type GreeksSnapshot,
} from './datasets/options-greeks-snapshots.js';
export {
  optionsTradesEnriched,
  type EnrichedOptionTrade,
} from './datasets/options-trades-enriched.js';
export { optionsTrades, type OptionTrade } from './datasets/options-trades.js';
export { stocksQuotes, type StockQuote } from './datasets/stocks-quotes.js';
export { stocksTrades, type StockTrade } from './datasets/stocks-trades.js';
export { SchemaError, type SchemaErrorCode } from './errors.js';
export { createDatasetRegistry, DATASETS, type DatasetRegistry } from './registry.js';
export {
  bronzeFileName,
  deadLetterKey,
  parseBronzeFileName,
  shardTag,
  type BronzeFileIdentity,
} from './bronze-name.js';
export {
  messageFingerprint,
  positionDigest,
  positionDigestOfBytes,
  sha256Hex,
  sha256OfChunks,
} from './digests.js';
export { decodeChecks, encodeChecks, messageCheck } from './message-check.js';
export { eventId, eventIdSql, nanoUnits } from './event-id.js';
export {
  dateOfDay,
  dateOfHour,
  dayOfDate,
  END_TIME_NS,
  FIRST_TIME_NS,
  hourIndexOf,
  hourOfDay,
  isoOfNs,
  NS_PER_HOUR,
  NS_PER_SECOND,
  timeOfDayName,
} from './event-time.js';
export {
  datasetFolder,
  decodePartitionValue,
  encodePartitionValue,
  parsePlace,
  partitionPath,
  partitionValueProblem,
  placeFolder,
  placeOf,
  type PartitionPlace,
} from './hive-path.js';
export { createLogicalHash, logicalHashSql, rowText, type LogicalHash } from './logical-hash.js';
export { encodeRow } from './row-json.js';
export { checkValue, columnValue } from './json/column-value.js';
export {
  describeJson,
  isJsonArray,
  isJsonNumber,
  isJsonObject,
  jsonText,
  type JsonArray,
  type JsonNumber,
  type JsonObject,
  type JsonValue,
} from './json/json-value.js';
export { JsonSyntaxError, parseJsonExact } from './json/parse-exact.js';
export { Refusal } from './json/refusal.js';
export { bronzeColumns, readJsonColumns, sqlName, sqlText, sqlType } from './sql-types.js';
export { encodeLevelPayload } from './level-payload/encode-payload.js';
export {
  flattenLevelPayload,
  isLevelPayload,
  PAYLOAD_DEFAULTS,
  type FlatLevel,
  type FlatPayload,
  type PayloadDefaults,
} from './level-payload/flatten-payload.js';
export {
  publicationId,
  publicationOf,
  publishedLevels,
  type Publication,
  type PublishedLevels,
} from './level-payload/publication.js';
export { flatEventLine, readLevelPayload } from './level-payload/read-payload.js';
export {
  MAX_EVENTS_PER_MESSAGE,
  MAX_SEQUENCE,
  positionOf,
  RUN_HEADER,
  RUN_POSITION_HEADER,
  sequenceOf,
  SYSTEM_COLUMNS,
} from './system-columns.js';
export { bronzeFileOrder, totalOrderTerms } from './total-order.js';
export {
  columnSchema,
  expectation,
  INT64_MAX,
  INT64_MIN,
  integerBounds,
  rowSchema,
} from './column-check.js';
export {
  DEAD_LETTER_COLUMNS,
  DEAD_LETTER_REASONS,
  type DeadLetter,
  type DeadLetterReason,
} from './dead-letter.js';
export {
  decidingSubject,
  formatDeadLetterId,
  parseDeadLetterId,
  REPLAY_OF_HEADER,
  REPLAY_RUNS,
  replayRun,
  replaySubject,
  subjectWithoutReplay,
  SUBJECT_HEADER,
  type DeadLetterId,
} from './replay-identity.js';
export { FINDING_SEVERITIES, type Finding, type FindingSeverity } from './finding.js';
export { ENVELOPE_FIELDS, envelopeDatasetId, envelopeProblem, isEnvelope } from './envelope.js';
export { recogniseDataset } from './recognise.js';
export { columnsMarkdown, datasetMarkdown } from './dataset-markdown.js';
export { isOutrightOf, isSpread } from './futures-symbol.js';
export { type AbortEntry } from './records/abort-entry.js';
export {
  canonicalJson,
  CERTIFICATE_FORMAT,
  certificateKey,
  checkCertificate,
  dayDigest,
  encodeCertificate,
  issueCertificate,
  type Certificate,
  type CertificateBody,
  type CertifiedDay,
  type CertifiedShard,
  type DigestedFile,
} from './records/certificate.js';
export { type ClaimEntry } from './records/claim-entry.js';
export { CLOSE_REASONS, type CommitEntry, type FileRecord } from './records/commit-entry.js';
export { type Derivation } from './records/derivation.js';
export {
  LEDGER_FORMAT,
  LEDGER_TIERS,
  NO_ENTRY_SHA256,
  type LedgerTier,
} from './records/entry-head.js';
export { type EpochEntry } from './records/epoch-entry.js';
export { type IntendedFile, type IntentEntry } from './records/intent-entry.js';
export {
  encodeLedgerEntry,
  parseLedgerEntry,
  type LedgerEntry,
  type LedgerEntryKind,
} from './records/ledger-entry.js';
export {
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerFolder,
  ledgerLogFolder,
  shardOfLedgerKey,
} from './records/ledger-key.js';
export {
  encodeLedgerCheckpoint,
  parseLedgerCheckpoint,
  type LedgerCheckpoint,
} from './records/ledger-checkpoint.js';
export { encodeLedgerLease, parseLedgerLease, type LedgerLease } from './records/ledger-lease.js';
export {
  encodeLedgerSegment,
  parseLedgerSegment,
  segmentLines,
  type LedgerSegment,
  type SegmentHeader,
} from './records/ledger-segment.js';
export {
  ledgerCheckpointKey,
  ledgerLeaseKey,
  ledgerSegmentFolder,
  ledgerSegmentKey,
  ledgerSegmentRange,
  type SegmentRange,
} from './records/ledger-side-key.js';
export { type RetireEntry } from './records/retire-entry.js';
export { reviveLedgerEntry } from './records/revive-entry.js';
export { SHARD_SEALS, type SealEntry } from './records/seal-entry.js';
export {
  encodeSilverEntry,
  NO_SILVER_ENTRY_SHA256,
  parseSilverEntry,
  type SilverEntry,
  type SilverHour,
  type SilverInput,
  type SilverJoin,
  type SilverOptions,
  type SilverOutput,
} from './records/silver-entry.js';
export {
  dateOfSilverKey,
  SILVER_FILE_NAME,
  silverCatalogFolder,
  silverCatalogRoot,
  silverEntryKey,
  silverEntryNumber,
} from './records/silver-key.js';
export { ORDINAL_COLUMN, silverColumns } from './silver-columns.js';
export { reduceCopies, type CopyRows } from './reduce-copies.js';
