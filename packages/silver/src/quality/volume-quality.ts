import type { QuerySession } from '@assay/query';
import type { Dataset } from '@assay/schemas';
import { hasColumns } from './has-columns.js';
import type { AggressorQuality } from './quality-report.js';

/** What was traded, and by whom: as far as the dataset has the columns. */
export interface VolumeQuality {
  readonly volume: bigint | undefined;
  readonly aggressor: AggressorQuality | undefined;
}

/** @param rows relation of the dataset's rows */
export async function volumeQuality(
  session: QuerySession,
  dataset: Dataset,
  rows: string,
): Promise<VolumeQuality> {
  if (!hasColumns(dataset, 'size')) {
    return { volume: undefined, aggressor: undefined };
  }
  const hasAggressor = hasColumns(dataset, 'aggressor');
  const sideVolume = (side: number) =>
    `coalesce(sum("size"::BIGINT) FILTER (aggressor = ${side}), 0)::BIGINT`;
  const [found] = await session.rows(`WITH prints AS (
      SELECT "size", ${hasAggressor ? '"aggressor"' : '0'} AS aggressor FROM ${rows})
    SELECT coalesce(sum("size"::BIGINT), 0)::BIGINT AS volume, ${sideVolume(1)} AS buy,
      ${sideVolume(-1)} AS sell FROM prints`);
  const volume = found.volume as bigint;
  const buyVolume = found.buy as bigint;
  const sellVolume = found.sell as bigint;
  return {
    volume,
    aggressor: hasAggressor
      ? { buyVolume, sellVolume, unknownVolume: volume - buyVolume - sellVolume }
      : undefined,
  };
}
