import { createPlaces, type OpenPlace } from '@assay/ledger';
import { SharedEngine, type QueryOptions } from '@assay/query';
import { sequenceOf, type DeadLetterId } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { createLetterIndex, type LetterFile, type LetterIndex } from './letter-index.js';
import { readLetterRows, type LetterSource } from './letter-rows.js';
import { inChunks, letterOf, readRefusals, type Refusals } from './read-letters.js';
import { matches, type LetterFilter, type LetterWithEvent } from './stored-letter.js';
import { Summary, type LetterSummary } from './summarise.js';

/** How to open a reader of dead letters. */
export interface DeadLetterReaderOptions {
  readonly store: ObjectStore;
  /** Opens a place where files were moved to (default: folders alone). */
  readonly openPlace?: OpenPlace;
  readonly query?: QueryOptions;
}

/**
 * Reads dead letters: committed ones only. Every call sees what was committed until then. Rejects
 * with `FILE_GONE` or `FILE_CHANGED` rather than with fewer letters.
 */
export interface DeadLetterReader extends AsyncDisposable {
  /** How many there are, exactly, by shard, dataset and reason. */
  summary(filter?: LetterFilter): Promise<LetterSummary>;
  /**
   * The newest first, by the log's time where it keeps one, with the first bytes of their events.
   */
  newest(filter: LetterFilter, limit: number, firstBytes: number): Promise<LetterWithEvent[]>;
  /** Oldest first, with their whole events, in groups that fit memory. */
  letters(filter: LetterFilter): AsyncIterable<readonly LetterWithEvent[]>;
  /** One letter with its whole event; undefined when there is none. */
  find(id: DeadLetterId): Promise<LetterWithEvent | undefined>;
  /** Whether a letter came again, as far as it is committed by now. */
  readonly index: LetterIndex;
  close(): Promise<void>;
}

/** Letters read whole at a time: their events may be large. */
const WHOLE_ROWS = 1_000;

/** Makes a reader of a lake's dead letters. The engine is opened at the first read. */
export function createDeadLetterReader(options: DeadLetterReaderOptions): DeadLetterReader {
  const { store, openPlace } = options;
  const places = createPlaces(openPlace);
  const engine = new SharedEngine(options.query);
  const index = createLetterIndex(store, places);

  async function reading<Result>(
    work: (source: LetterSource, refusals: Refusals) => Promise<Result>,
  ): Promise<Result> {
    await index.refresh();
    const session = await engine.take();
    try {
      const source = { places, session };
      return await work(source, await readRefusals(source, index));
    } finally {
      await engine.giveBack();
    }
  }

  async function summary(filter: LetterFilter = {}): Promise<LetterSummary> {
    return reading(async (source, refusals) => {
      const counts = new Summary();
      const { files, withoutTime } = meant(index, filter);
      for (const chunk of inChunks(files)) {
        counts.add(await readLetterRows(source, chunk, 'brief'), filter, index, refusals);
      }
      return counts.result(withoutTime);
    });
  }

  async function newest(filter: LetterFilter, limit: number, firstBytes: number) {
    return reading(async (source, refusals) => {
      const found: LetterWithEvent[] = [];
      const files = [...meant(index, filter).files].reverse().sort(byTimeDescending);
      for (const file of files) {
        if (found.length >= limit) {
          break;
        }
        const rows = await readLetterRows(source, [file], { firstBytes });
        const letters = rows.reverse().map((row) => letterOf(row, index, refusals));
        found.push(...letters.filter((letter) => matches(filter, letter)));
      }
      return found.slice(0, limit);
    });
  }

  async function* letters(filter: LetterFilter): AsyncGenerator<readonly LetterWithEvent[]> {
    const { files, refusals } = await reading((_, known) =>
      Promise.resolve({ files: meant(index, filter).files, refusals: known }),
    );
    for (const file of files) {
      const wanted = await matching(file, filter, refusals);
      for (let start = 0; start < wanted.length; start += WHOLE_ROWS) {
        yield await whole(file, wanted.slice(start, start + WHOLE_ROWS), refusals);
      }
    }
  }

  /** Positions of a file's letters that a filter means. */
  async function matching(file: LetterFile, filter: LetterFilter, refusals: Refusals) {
    const session = await engine.take();
    try {
      const source = { places, session };
      const rows = await readLetterRows(source, [file], { firstBytes: 0 });
      const all = rows.map((row) => letterOf(row, index, refusals));
      return all.filter((letter) => matches(filter, letter)).map(({ id }) => id.position);
    } finally {
      await engine.giveBack();
    }
  }

  async function whole(file: LetterFile, positions: readonly bigint[], refusals: Refusals) {
    const session = await engine.take();
    try {
      const source = { places, session };
      const where = `"_pos" IN (${positions.join(', ')})`;
      const rows = await readLetterRows(source, [file], { firstBytes: Infinity }, where);
      return rows.map((row) => letterOf(row, index, refusals));
    } finally {
      await engine.giveBack();
    }
  }

  async function find({ shard, epoch, position }: DeadLetterId) {
    return reading(async (source, refusals) => {
      const sequence = sequenceOf(position);
      const files = index.files.filter(
        ({ shard: of, file }) =>
          of === shard && file.epoch === epoch && file.from <= sequence && sequence <= file.to,
      );
      const wanted = { firstBytes: Infinity };
      const [row] = await readLetterRows(source, files, wanted, `"_pos" = ${position}`);
      return row === undefined ? undefined : letterOf(row, index, refusals);
    });
  }

  const close = () => engine.close();
  return { summary, newest, letters, find, index, close, [Symbol.asyncDispose]: close };
}

/** The files that a filter means by shard and time. */
function meant(
  index: LetterIndex,
  { shard, sinceNs, untilNs }: LetterFilter,
): { readonly files: readonly LetterFile[]; readonly withoutTime: number } {
  const ofShard = index.files.filter((each) => shard === undefined || each.shard === shard);
  if (sinceNs === undefined && untilNs === undefined) {
    return { files: ofShard, withoutTime: 0 };
  }
  const timed = ofShard.filter(({ storedNs }) => storedNs !== undefined);
  const rows = (files: readonly LetterFile[]) =>
    files.reduce((sum, { file }) => sum + file.rows, 0);
  return {
    files: timed.filter(
      ({ storedNs = 0n }) =>
        (sinceNs === undefined || storedNs >= sinceNs) &&
        (untilNs === undefined || storedNs < untilNs),
    ),
    withoutTime: rows(ofShard) - rows(timed),
  };
}

/** What has no time comes after what has one. */
function byTimeDescending({ storedNs: a }: LetterFile, { storedNs: b }: LetterFile): number {
  const left = a ?? -1n;
  const right = b ?? -1n;
  return left === right ? 0 : left < right ? 1 : -1;
}
