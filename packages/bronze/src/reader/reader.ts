import {
  readLedger,
  listShards,
  type CommittedFile,
  type LedgerFold,
} from '@assay/ledger';
import {
  openQuerySession,
  requestedColumns,
  scanToBatches,
  scanToTable,
  withLocalCopies,
  type QueryOptions,
  type QuerySession,
  type ScanRequest,
} from '@assay/query';
import {
  createDatasetRegistry,
  futuresMbp10,
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  parsePlace,
  shardTag,
  sqlText,
  stocksQuotes,
  stocksTrades,
  totalOrderTerms,
  type Dataset,
  type DatasetRegistry,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { RecordBatch, Table } from 'apache-arrow';
import { BronzeError } from '../errors.js';
import { partitionFilter, requestedDates, type ReadRequest } from './read-request.js';
