import { expect } from 'vitest';
import { rowSchema, type AnyRow } from '@assay/schemas';
import { encodeBatch, type Feed, type FeedError, type FeedReport } from '../src/index.js';
import { collect } from './collect.js';

/** What a feed of text offers, after checks that hold for every one. */
export interface Offered {
  /** Without the refused. */
  readonly rows: readonly AnyRow[];
  /** `CODE: detail` of each refused event. */
  readonly refused: readonly string[];
  /** The lines of the refused events, as they stand in the file. */
  readonly refusedLines: readonly string[];
  readonly error: FeedError | undefined;
  readonly report: FeedReport;
}

/**
 * Reads a feed to its end. Checks that rows fit their dataset and refused events do not, so that Bronze
 * agrees with the feed, and that ordinals count every event.
 */
export async function offered(feed: Feed): Promise<Offered> {
  const { batches, error } = await collect(feed);
  const rows: AnyRow[] = [];
  const refused: string[] = [];
  const refusedLines: string[] = [];
  const ordinals = new Map<string, number>();
  for (const batch of batches) {
    const schema = rowSchema(batch.dataset);
    expect(batch.firstOrdinal).toBe(ordinals.get(batch.dataset.id) ?? 0);
    ordinals.set(batch.dataset.id, batch.firstOrdinal + batch.rows.length);
    expect(encodeBatch(batch).length).toBe(batch.rows.length);
    const bad = new Map(batch.refusals.map((refusal) => [refusal.index, refusal]));
    for (const [index, row] of batch.rows.entries()) {
      const refusal = bad.get(index);
      const fits = schema.safeParse(row).success;
      expect(fits, `${refusal?.detail ?? 'accepted'}: ${String(Object.values(row))}`).toBe(
        refusal === undefined,
      );
      if (refusal === undefined) {
        expect(Object.keys(row)).toEqual(batch.dataset.columns.map((column) => column.name));
        rows.push(row);
      } else {
        refused.push(`${refusal.code}: ${refusal.detail}`);
        refusedLines.push(Buffer.from(refusal.bytes).toString('latin1'));
      }
    }
  }
  return { rows, refused, refusedLines, error, report: feed.report() };
}
