import type { QuerySession } from '@assay/query';
import { sqlName, totalOrderTerms, type Dataset } from '@assay/schemas';
import { digestOf, digestTerms, type MultisetDigest } from './acceptance.js';
import { rowHash } from './row-hash.js';
import type { Varies } from './rules.js';

/** What one look at all rows of a unit tells. */
export interface UnitFacts {
  /** The digest of all that was read. */
  readonly read: MultisetDigest;
  /**
   * Whether a text that is compared differs between rows. Most units hold one source and one instrument:
   * sorting without them is twice as fast.
   */
  readonly varies: Varies;
}

/** @param rows SQL of all Bronze rows of the unit */
export async function readUnitFacts(
  session: QuerySession,
  dataset: Dataset,
  rows: string,
): Promise<UnitFacts> {
  const texts = comparedTexts(dataset);
  const same = texts.map(
    (name) => `min(${sqlName(name)}) IS NOT DISTINCT FROM max(${sqlName(name)})
      AND count(${sqlName(name)}) IN (0, count(*)) AS ${sqlName(name)}`,
  );
  const result = await session.row(
    `SELECT ${[digestTerms(rowHash(dataset)), ...same].join(', ')} FROM (${rows})`,
  );
  return { read: digestOf(result), varies: (column) => result.get(column) !== true };
}

function comparedTexts(dataset: Dataset): string[] {
  const order = totalOrderTerms(dataset);
  return dataset.columns
    .filter(({ type }) => type === 'utf8')
    .map(({ name }) => name)
    .filter((name) => dataset.key.includes(name) || order.includes(sqlName(name)));
}
