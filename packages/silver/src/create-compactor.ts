import { availableParallelism } from 'node:os';
import { createCommittedFiles, createPlaces } from '@assay/ledger';
import { createStaging } from '@assay/storage';
import {
  noFailpoint,
  nullLogger,
  nullMetrics,
  systemClock,
  systemRandomness,
} from '@assay/telemetry';
import { createSilverCatalog } from './catalog/create-silver-catalog.js';
import { collectGarbage } from './collect-garbage.js';
import type { Compactor, CompactorOptions } from './compactor.js';
import { createFileLook } from './plan/look-at-file.js';
import { compactAllDates, compactAllSchemas } from './run/compact-all.js';
import { compactDate } from './run/compact-date.js';
import { createCompactionMetrics } from './run/compaction-metrics.js';
import type { CompactorParts } from './run/compactor-parts.js';
import { statusOf } from './status.js';

const DEFAULT_MEMORY_BYTES = 1024 * 1024 * 1024;

/** Opens a compactor of a lake. Nothing is read, and no engine opened, before the first call. */
export function createCompactor(options: CompactorOptions): Compactor {
  const { store, stagingFolder, clock = systemClock, randomness = systemRandomness } = options;
  const places = createPlaces(options.openPlace);
  const staging = createStaging({ folder: stagingFolder, owner: 'silver', clock, randomness });
  const parts: CompactorParts = {
    store,
    places,
    staging,
    stagingFolder,
    clock,
    bronze: createCommittedFiles(store, places, 'bronze'),
    catalog: createSilverCatalog(store),
    files: createFileLook(store),
    writer: randomness.hex(16),
    threads: options.threads ?? availableParallelism(),
    memoryLimitBytes: options.memoryLimitBytes ?? DEFAULT_MEMORY_BYTES,
    failpoint: options.failpoint ?? noFailpoint,
    logger: options.logger ?? nullLogger,
    metrics: createCompactionMetrics(options.metrics ?? nullMetrics),
  };
  const close = () => staging.close();
  return {
    compactDate: (date, request) => compactDate(parts, date, request),
    compactAllSchemas: (date, request = {}) => compactAllSchemas(parts, date, request),
    compactAllDates: (dataset, request = {}) => compactAllDates(parts, dataset, request),
    status: (request = {}) => statusOf(parts, request),
    collectGarbage: ({ remove = false } = {}) => collectGarbage(parts, remove),
    close,
    [Symbol.asyncDispose]: close,
  };
}
