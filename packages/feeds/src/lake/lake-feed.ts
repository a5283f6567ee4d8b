import { type QuerySession } from '@assay/query';
import { BATCH_ROWS, createBatcher } from '../batcher.js';
import { FeedError } from '../errors.js';
import type { Feed, FeedBatch } from '../feed.js';
import { createTally } from '../tally.js';
import { engineWords } from './engine-words.js';
import type { LakeValue } from './fit.js';
import { LAKE_FORMAT } from './options.js';
import type { LakePlace } from './place.js';
import type { LakePlan } from './plan.js';
import { createRowNotes } from './row-notes.js';
import { createRowReader } from './row-reader.js';

/** A file that was looked at and can be read. */
export interface LakeFile {
  readonly file: string;
  readonly session: QuerySession;
  /** The file as a table of the engine. */
  readonly relation: string;
  readonly plan: LakePlan;
  readonly place: LakePlace;
  /** What a look at the whole file has told. */
  readonly notes: readonly string[];
}

/** The rows of a file, and a report of what could not be kept. */
export function createLakeFeed(source: LakeFile): Feed {
  const { file, session, relation, plan, place, notes } = source;
  const { dataset } = plan;
  const tally = createTally();
  const batcher = createBatcher(dataset);
  const readRow = createRowReader(dataset, tally);
  const note = createRowNotes(dataset, place, tally);
  const warnings = [...plan.notes, ...notes];
  let records = 0;
  let complete = false;
  let closed = false;

  function offer(values: readonly LakeValue[]): void {
    records += 1;
    const { row, problem } = readRow(values);
    if (plan.hasListLength) {
      const levels = Number(values[dataset.columns.length] ?? 0);
      tally.dropLevels(Math.max(0, levels - (dataset.repeated?.length ?? 0)));
    }
    if (problem === undefined) {
      tally.accept(dataset, row);
      note(row);
      batcher.add(row);
    } else {
      tally.refuse(dataset.id, problem, records);
      batcher.add(row, {
        ...problem,
        record: records,
        bytes: recordBytes(dataset.columns, values),
      });
    }
  }

  async function* batches(): AsyncGenerator<FeedBatch, void> {
    try {
      const result = await session.stream(`SELECT ${plan.select.join(', ')} FROM ${relation}`);
      for (;;) {
        const chunk = closed ? null : await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) {
          break;
        }
        for (const values of chunk.getRows()) {
          offer(values as LakeValue[]);
        }
        if (batcher.length >= BATCH_ROWS) {
          yield batcher.take();
        }
      }
      complete = !closed;
    } catch (cause) {
      yield* rest();
      throw damaged(cause);
    } finally {
      session.close();
    }
    yield* rest();
  }

  function* rest(): Generator<FeedBatch, void> {
    if (batcher.length > 0) {
      yield batcher.take();
    }
  }

  function damaged(cause: unknown): unknown {
    if (cause instanceof FeedError || closed) {
      return cause;
    }
    const problem = `expected whole Parquet pages, was damage: ${engineWords(cause)}`;
    return new FeedError('BAD_RECORD', problem, { place: { file, record: records + 1 }, cause });
  }

  return {
    report: () => {
      const empty = complete && records === 0 ? ['the file holds no row'] : [];
      const told = [...warnings, ...empty];
      return tally.report({ format: LAKE_FORMAT, file, complete, records, warnings: told });
    },
    async close() {
      closed = true;
      session.close();
    },
    [Symbol.asyncIterator]: batches,
  };
}

/** A record as JSON, by the dataset's columns: a Parquet file has no bytes of one row. */
function recordBytes(
  columns: readonly { readonly name: string }[],
  values: readonly LakeValue[],
): Uint8Array {
  const shown = columns.map(({ name }, index) => {
    const value = values[index];
    const json =
      typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
        ? `"${value}"`
        : JSON.stringify(value);
    return `${JSON.stringify(name)}:${json}`;
  });
  return Buffer.from(`{${shown.join(',')}}`, 'utf8');
}
