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
  if (remove) {
    const cleared = await parts.staging.clear();
    if (cleared.removedFiles > 0) {
      items.push({
        kind: 'staging',
        place: parts.stagingFolder,
        bytes: cleared.removedBytes,
        removed: true,
        reason: `${cleared.removedFiles} files that ended processes left`,
      });
    }
  }
  for (const dataset of silverDatasets(createDatasetRegistry())) {
    items.push(...(await unrecordedOf(parts, dataset)));
  }
  return items;
}

async function unrecordedOf(parts: CompactorParts, dataset: Dataset): Promise<GarbageItem[]> {
  const items: GarbageItem[] = [];
  for await (const { key, bytes } of parts.store.list(`${datasetFolder(dataset, 'silver')}/`)) {
    const reason = await strangeness(parts, dataset, key);
    if (reason !== undefined) {
      items.push({ kind: 'unrecorded', place: key, bytes, removed: false, reason });
    }
  }
  return items;
}

/** Why a file is none of Silver's; undefined when it is where a record says. */
async function strangeness(
  { catalog }: CompactorParts,
  dataset: Dataset,
  key: string,
): Promise<string | undefined> {
  const place = placeOfKey(dataset, key);
  if (place === undefined) {
    return 'its name is none of an hour';
  }
  const day = await catalog.day(dataset, place.date);
  const isRecorded = day.historyOf(place.value, place.hour ?? null).length > 0;
  return isRecorded ? undefined : 'no record names it';
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
