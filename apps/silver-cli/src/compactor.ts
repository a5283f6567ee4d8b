import type { Compactor } from '@assay/silver';
import type { OpenLake } from './lake/open-lake.js';

/** What the command line may say otherwise than the configuration. */
export interface EngineLimits {
  readonly threads?: number;
  readonly memory?: number;
}

/** The engine's limits: those of the command line before those of the configuration. */
export function engineLimits(
  { config }: Pick<OpenLake, 'config'>,
  { threads = config.SILVER_THREADS, memory = config.SILVER_MEMORY }: EngineLimits,
) {
  return { memoryLimitBytes: memory, ...(threads === undefined ? {} : { threads }) };
}

/** Opens the compactor of a lake; the engine is loaded here, so that `--help` stays quick. */
export async function openCompactor(lake: OpenLake, limits: EngineLimits): Promise<Compactor> {
  const { createCompactor } = await import('@assay/silver');
  const { store, openPlace, stagingFolder, logger, isVerbose } = lake;
  return createCompactor({
    store,
    openPlace,
    stagingFolder,
    // Hours and their failures are told once all are done; the log would tell them a second time.
    ...(isVerbose ? { logger } : {}),
    ...engineLimits(lake, limits),
  });
}
