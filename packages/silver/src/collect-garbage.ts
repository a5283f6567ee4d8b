import {
  createDatasetRegistry,
  datasetFolder,
  parsePlace,
  SchemaError,
  SILVER_FILE_NAME,
  silverCatalogFolder,
  type Dataset,
  type PartitionPlace,
} from '@assay/schemas';
import { SilverError } from './errors.js';
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
  const recorded = new Map<string, ReadonlySet<string> | 'unreadable'>();
  const isRecorded = async (key: string, date: string) => {
    const known = recorded.get(date);
    if (known === 'unreadable' || known?.has(key) === true) {
      return true;
    }
    // Asked after the file was listed: its record came first.
    const keys = await keysOf(parts, dataset, date);
    if (keys === 'unreadable') {
      recorded.set(date, keys);
      const place = silverCatalogFolder(dataset, date);
      const reason =
        'the catalog of this date cannot be read: which of its files are recorded is not known';
      items.push({ kind: 'undecided', place, bytes: 0, removed: false, reason });
      return true;
    }
    recorded.set(date, keys);
    return keys.has(key);
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

/** The files that a date's records name; `status` tells why a catalog is unreadable. */
async function keysOf(
  { catalog }: CompactorParts,
  dataset: Dataset,
  date: string,
): Promise<ReadonlySet<string> | 'unreadable'> {
  try {
    const { hours } = await catalog.day(dataset, date);
    return new Set(hours.flatMap(({ output }) => (output === null ? [] : [output.key])));
  } catch (error) {
    if (error instanceof SilverError && error.code === 'BAD_CATALOG') {
      return 'unreadable';
    }
    throw error;
  }
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
