export { arrowSchema, arrowType } from './arrow/schema.js';
export type {
  BatchColumn,
  BatchOrigin,
  ColumnBatch,
  IntegerBatchColumn,
  NumberBatchColumn,
  TextBatchColumn,
} from './columns/column-batch.js';
export { columnsFromRecordBatch } from './columns/from-record-batch.js';
export {
  createMessageColumns,
  type DecodedMessage,
  type MessageColumnCounts,
  type MessageColumns,
  type MessageColumnsOptions,
} from './columns/message-columns.js';
export { selectRows } from './columns/select-rows.js';
export { SessionPool } from './engines/session-pool.js';
export { SharedEngine } from './engines/shared-engine.js';
export { QueryError, type QueryErrorCode } from './errors.js';
export {
  createFramer,
  FRAMER_VERSION,
  type FramedMessage,
  type Framer,
  type FrameSink,
  type FrameTally,
  type RowPlace,
} from './framer/framer.js';
export { readMessageRun, type MessageRun } from './framer/message-run.js';
export { NdjsonBuffer } from './parquet/ndjson-buffer.js';
export { RowMembers } from './parquet/row-members.js';
export {
  writeSortedParquet,
  type SortedParquetRequest,
  type SortedParquetResult,
} from './parquet/write-sorted.js';
export { lakeOrder, ordinalTerms, storedOrder } from './scan/lake-order.js';
export { withLocalCopies } from './scan/local-files.js';
export {
  presentColumns,
  requestedColumns,
  scanToBatches,
  scanToTable,
  type ScanRequest,
} from './scan/scan-files.js';
export {
  openQuerySession,
  type QueryOptions,
  type QuerySession,
  type ResultRow,
  type ResultStream,
} from './session.js';
