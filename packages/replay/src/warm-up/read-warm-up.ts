import type { SharedEngine } from '@assay/query';
import {
  createWarmUp,
  sessionsOf,
  type EngineConfig,
  type EngineSession,
  type WarmUp,
} from '@assay/signals';
import { nullLogger, nullMetrics, type Logger, type Metrics } from '@assay/telemetry';
import type { LakeFiles } from '../lake/lake-files.js';
import { readRows } from '../lake/read-rows.js';
import { createWarmUpMetrics } from './warm-up-metrics.js';

/** What reading a warm-up needs. */
export interface WarmUpParts {
  readonly lake: LakeFiles;
  readonly engine: SharedEngine;
  readonly logger?: Logger | undefined;
  readonly metrics?: Metrics | undefined;
}

/**
 * The warm-up of a session: what the committed rows of the sessions before it say, as many as the configuration
 * asks for. A session that Bronze does not hold, or no longer holds, is logged and counted, and is missing in it.
 */
export async function readWarmUp(
  { lake, engine, logger = nullLogger, metrics = nullMetrics }: WarmUpParts,
  config: EngineConfig,
  session: EngineSession,
): Promise<WarmUp> {
  const before = sessionsOf(config).previous(session, config.warmUpSessions);
  const warmUp = createWarmUp(config, session, before);
  for (const { date, startNs, endNs } of before) {
    const needs = warmUp.needs.filter((need) => need.startNs < endNs && startNs < need.endNs);
    const selection = {
      datasets: needs.map(({ datasetId }) => datasetId),
      isWanted: (dataset: string, value: string) =>
        needs.some((need) => need.datasetId === dataset && need.wants(value)),
      startNs,
      endNs,
    };
    for await (const { batch } of readRows(lake, engine, selection)) {
      warmUp.push(batch);
    }
    warmUp.endSession(date);
  }
  const made = warmUp.finish();
  const { rows, missing } = createWarmUpMetrics(metrics);
  const { used, late, early, copies, unusable } = warmUp.counts;
  const counts = { used, late, early, copies, unusable };
  for (const [outcome, count] of Object.entries(counts)) {
    rows.set(count, { outcome });
  }
  logger.info('a warm-up was read', { session: session.date, ...counts });
  if (made.missing.length > 0) {
    missing.add(made.missing.length);
    logger.warn('sessions are missing in a warm-up', {
      session: session.date,
      missing: made.missing,
    });
  }
  return made;
}
