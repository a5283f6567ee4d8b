import { createCommittedFiles, createPlaces, type OpenPlace } from '@assay/ledger';
import { SharedEngine, type QueryOptions } from '@assay/query';
import {
  createDatasetRegistry,
  dayOfDate,
  NS_PER_SECOND,
  type Dataset,
  type DatasetRegistry,
} from '@assay/schemas';
import { compareKeys, type ObjectStore } from '@assay/storage';
import { systemClock, type Clock } from '@assay/telemetry';
import { createSilverCatalog } from '../catalog/create-silver-catalog.js';
import { SilverError } from '../errors.js';
import { unitsOfDate } from '../plan/plan-date.js';
import { silverDatasets } from '../plan/source.js';
import { createHourFinder } from '../reader/find-hours.js';
import { createKnownFiles } from '../reader/known-files.js';
import { wishOf } from '../run/wish-of.js';
import { contractMixes } from './contract-mix.js';
import { measurePartition, type QualityParts } from './measure-partition.js';
import type { PartitionQuality, QualityReport } from './quality-report.js';

/** Where the lake is, and what measuring may take. */
export interface QualityOptions {
  readonly store: ObjectStore;
  /** Opens the lakes that seals name. By default folders alone can be followed. */
  readonly openPlace?: OpenPlace;
  /** The engine's limits. No figure depends on them. */
  readonly query?: QueryOptions;
  readonly clock?: Clock;
  /** The datasets there are (default: those that Assay ships). */
  readonly registry?: DatasetRegistry;
}

/** What is measured, and what counts as much. */
export interface QualityRequest {
  /** One dataset alone. */
  readonly dataset?: Dataset;
  /** One partition value alone: a symbol or an underlying. */
  readonly partition?: string;
  /** Silence of more than this is a gap in time (default 1 minute). */
  readonly gapThresholdNs?: bigint;
  /** A row that arrives after one this much later is late (default 1 second). */
  readonly lateThresholdNs?: bigint;
}

const DEFAULT_GAP_NS = 60n * NS_PER_SECOND;
const DEFAULT_LATE_NS = NS_PER_SECOND;

/**
 * Measures a UTC date: Silver's compacted hours, and in Bronze what compaction loses, the order of
 * arrival. Nothing is estimated, and the same lake gives the same report. Hours that are not compacted
 * are named in it; nothing of them is measured.
 *
 * Throws `BAD_REQUEST` for what is no date, `NO_DATA` when neither tier has anything of what is asked, and
 * `OVERTAKEN` (retryable) when an hour is compacted meanwhile.
 */
export async function qualityOf(
  options: QualityOptions,
  date: string,
  request: QualityRequest = {},
): Promise<QualityReport> {
  if (dayOfDate(date) === undefined) {
    throw new SilverError('BAD_REQUEST', `expected a date YYYY-MM-DD, was "${date}"`);
  }
  const { store, openPlace, query, clock = systemClock, registry } = options;
  const engine = new SharedEngine(query);
  const places = createPlaces(openPlace);
  const catalog = createSilverCatalog(store);
  const bronze = createCommittedFiles(store, places, 'bronze');
  const { isFrozen } = createHourFinder(catalog, bronze);
  const parts: QualityParts = {
    engine,
    places,
    bronze,
    pins: { store, catalog, known: createKnownFiles(engine), clock, isFrozen },
    gapThresholdNs: request.gapThresholdNs ?? DEFAULT_GAP_NS,
    lateThresholdNs: request.lateThresholdNs ?? DEFAULT_LATE_NS,
  };
  const datasets = request.dataset
    ? [request.dataset]
    : silverDatasets(registry ?? createDatasetRegistry());
  try {
    const partitions: PartitionQuality[] = [];
    for (const dataset of [...datasets].sort((a, b) => compareKeys(a.id, b.id))) {
      partitions.push(...(await measureDataset(parts, dataset, date, request.partition)));
    }
    if (partitions.length === 0) {
      throw noData(date, request);
    }
    return { date, partitions, contractMix: contractMixes(partitions) };
  } finally {
    await engine.close();
  }
}

async function measureDataset(
  parts: QualityParts,
  dataset: Dataset,
  date: string,
  partition: string | undefined,
): Promise<PartitionQuality[]> {
  const logs = { catalog: parts.pins.catalog, bronze: parts.bronze };
  const asked = { dataset, date, partition, wish: wishOf(dataset, {}), asRecorded: true };
  const { units, listing } = await unitsOfDate(logs, asked);
  const found: PartitionQuality[] = [];
  for (const value of [...new Set(units.map((unit) => unit.partition))].sort(compareKeys)) {
    const own = units.filter((unit) => unit.partition === value);
    found.push(await measurePartition(parts, listing, own));
  }
  return found;
}

function noData(date: string, { dataset, partition }: QualityRequest): SilverError {
  const what = [dataset?.id, partition].filter((each) => each !== undefined).join(' ');
  return new SilverError(
    'NO_DATA',
    `${what === '' ? 'the lake' : what}: expected rows of ${date} in Bronze or Silver, was none`,
  );
}
