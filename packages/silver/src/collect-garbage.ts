import {
  createDatasetRegistry,
  datasetFolder,
  parsePlace,
  SchemaError,
  SILVER_FILE_NAME,
  type Dataset,
  type PartitionPlace,
} from '@assay/schemas';
import type { GarbageItem } from './hour-status.js';
import { silverDatasets } from './plan/source.js';
import type { CompactorParts } from './run/compactor-parts.js';

/** What killed compactions left in staging, and files in Silver's folders that no record names. */
export async function collectGarbage(
  parts: CompactorParts,
  remove: boolean,
): Promise<GarbageItem[]> {
  const items: GarbageItem[] = [];
  const { removedFiles: files, removedBytes: bytes } = await parts.staging.clear({
    dryRun: !remove,
  });
  if (files > 0) {
    const reason = `${files} files that ended processes left`;
    items.push({ kind: 'staging', place: parts.stagingFolder, bytes, removed: remove, reason });
  }
  for (const dataset of silverDatasets(createDatasetRegistry())) {
    items.push(...(await unrecordedOf(parts, dataset)));
  }
  return items;
}

async function unrecordedOf(parts: CompactorParts, dataset: Dataset): Promise<GarbageItem[]> {
  const items: GarbageItem[] = [];
  const recorded = new Map<string, ReadonlySet<string>>();
  const isRecorded = async (key: string, date: string) => {
    if (recorded.get(date)?.has(key) !== true) {
      // Asked after the file was listed: its record came first.
      recorded.set(date, await keysOf(parts, dataset, date));
    }
    return recorded.get(date)?.has(key) === true;
  };
  for await (const { key, bytes } of parts.store.list(`${datasetFolder(dataset, 'silver')}/`)) {
    const place = placeOfKey(dataset, key);
    if (place === undefined || !(await isRecorded(key, place.date))) {
      const reason = place === undefined ? 'its name is none of an hour' : 'no record names it';
      items.push({ kind: 'unrecorded', place: key, bytes, removed: false, reason });
    }
  }
  return items;
}

/** The files that a date's records name. */
async function keysOf(
  { catalog }: CompactorParts,
  dataset: Dataset,
  date: string,
): Promise<ReadonlySet<string>> {
  const { hours } = await catalog.day(dataset, date);
  return new Set(hours.flatMap(({ output }) => (output === null ? [] : [output.key])));
}

function placeOfKey(dataset: Dataset, key: string): PartitionPlace | undefined {
  try {
    const { place, file } = parsePlace(createDatasetRegistry([dataset]), 'silver', key);
    return file === SILVER_FILE_NAME ? place : undefined;
  } catch (error) {
    if (error instanceof SchemaError) {
      return undefined;
    }
    throw error;
  }
}
