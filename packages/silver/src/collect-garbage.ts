import { createDatasetRegistry, datasetFolder, parsePlace, type Dataset } from '@assay/schemas';
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
  const registry = createDatasetRegistry([dataset]);
  let parsed;
  try {
    parsed = parsePlace(registry, 'silver', key);
  } catch {
    return 'its name is none of an hour';
  }
  const { value, date, hour } = parsed.place;
  const day = await catalog.day(dataset, date);
  return day.historyOf(value, hour ?? null).length === 0 ? 'no record names it' : undefined;
}
