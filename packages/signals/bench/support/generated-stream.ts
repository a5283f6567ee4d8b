import { BOOK_LEVELS, futuresMbp10, futuresTrades } from '@assay/schemas';
import { createSeededRandom, type SeededRandom } from '@assay/testkit';
import type { EventBatch, EventColumn } from '../../src/index.js';

const TICK = 0.25;

/** A stream of ES books and prints, made as it is read: column batches in total order. */
export class GeneratedStream {
  private readonly random: SeededRandom;
  private readonly stepNs: bigint;
  private readonly sizes = new Int32Array(2 * BOOK_LEVELS);
  private bidTicks = 24_000;
  private nextNs: bigint;
  private seq = 0n;

  /** @param updatesPerSecond of event time */
  constructor(startNs: bigint, updatesPerSecond: number, seed = 'stream') {
    this.random = createSeededRandom(seed);
    this.stepNs = 1_000_000_000n / BigInt(updatesPerSecond);
    this.nextNs = startNs;
    this.sizes.forEach((_, index) => {
      this.sizes[index] = 20 + this.random.below(200);
    });
  }

  /** So many updates, and the prints that took some of them. */
  next(rows: number): { readonly book: EventBatch; readonly trades: EventBatch; lastNs: bigint } {
    const book = bookBatch(rows);
    const printed: { atNs: bigint; ticks: number; size: number; side: number }[] = [];
    const times = new BigInt64Array(rows);
    let lastNs = this.nextNs;
    for (let row = 0; row < rows; row += 1) {
      lastNs = this.nextNs;
      times[row] = lastNs;
      this.nextNs += this.stepNs;
      const print = this.change();
      if (print !== undefined) printed.push({ atNs: lastNs, ...print });
      this.write(book.prices, book.sizes, row);
    }
    return {
      book: book.batchOf(times, this.sequence(rows)),
      trades: tradeBatch(printed, this.sequence(printed.length)),
      lastNs,
    };
  }

  /** Mostly one level changes; now and then the best is traded, or the price moves by a tick. */
  private change() {
    const { random, sizes } = this;
    const what = random.next();
    if (what < 0.02) {
      const isUp = random.chance(0.5 + (this.bidTicks < 24_000 ? 0.1 : -0.1));
      this.bidTicks += isUp ? 1 : -1;
      return undefined;
    }
    if (what < 0.12) {
      const side = random.chance(0.5) ? 1 : -1;
      const place = side === 1 ? BOOK_LEVELS : 0;
      const size = 1 + random.below(Math.max(1, sizes[place] - 1));
      sizes[place] = Math.max(1, sizes[place] - size);
      return { ticks: this.bidTicks + (side === 1 ? 1 : 0), size, side };
    }
    sizes[random.below(sizes.length)] = 1 + random.below(250);
    return undefined;
  }

  private write(prices: readonly Float64Array[], sizes: readonly Int32Array[], row: number): void {
    for (let level = 0; level < BOOK_LEVELS; level += 1) {
      prices[level][row] = (this.bidTicks - level) * TICK;
      prices[BOOK_LEVELS + level][row] = (this.bidTicks + 1 + level) * TICK;
      sizes[level][row] = this.sizes[level];
      sizes[BOOK_LEVELS + level][row] = this.sizes[BOOK_LEVELS + level];
    }
  }

  private sequence(rows: number): BigInt64Array {
    const values = new BigInt64Array(rows);
    for (let row = 0; row < rows; row += 1) {
      values[row] = this.seq;
      this.seq += 1n;
    }
    return values;
  }
}

const text = (value: string, rows: number): EventColumn => ({
  kind: 'text',
  codes: new Int32Array(rows),
  texts: [value],
});

/** The columns that every row of a log has. */
function head(times: BigInt64Array, seq: BigInt64Array): Record<string, EventColumn> {
  const integers = (values: BigInt64Array): EventColumn => ({ kind: 'integer', values });
  return {
    ts_event_ns: integers(times),
    ts_recv_ns: integers(times.map((time) => time + 1_000_000n)),
    source: text('GLBX.MDP3', times.length),
    symbol: text('ESZ5', times.length),
    seq: integers(seq),
    _run: text('run', times.length),
    _run_pos: integers(seq),
    _pos: integers(seq),
  };
}

const ORIGIN = { shard: 'MARKET_FUTURES', epoch: 1 };

function bookBatch(rows: number) {
  const prices = Array.from({ length: 2 * BOOK_LEVELS }, () => new Float64Array(rows));
  const sizes = Array.from({ length: 2 * BOOK_LEVELS }, () => new Int32Array(rows));
  const batchOf = (times: BigInt64Array, seq: BigInt64Array): EventBatch => {
    const columns = head(times, seq);
    for (let index = 0; index < 2 * BOOK_LEVELS; index += 1) {
      const side = index < BOOK_LEVELS ? 'bid' : 'ask';
      const level = (index % BOOK_LEVELS) + 1;
      columns[`${side}_px_${level}`] = { kind: 'number', values: prices[index] };
      columns[`${side}_sz_${level}`] = { kind: 'number', values: sizes[index] };
    }
    columns['is_snapshot'] = { kind: 'number', values: new Uint8Array(rows) };
    return { dataset: futuresMbp10.id, rows, columns, origin: ORIGIN };
  };
  return { prices, sizes, batchOf };
}

function tradeBatch(
  prints: readonly { atNs: bigint; ticks: number; size: number; side: number }[],
  seq: BigInt64Array,
): EventBatch {
  const columns: Record<string, EventColumn> = {
    ...head(
      BigInt64Array.from(prints, ({ atNs }) => atNs),
      seq,
    ),
    price: { kind: 'number', values: Float64Array.from(prints, ({ ticks }) => ticks * TICK) },
    size: { kind: 'number', values: Int32Array.from(prints, ({ size }) => size) },
    aggressor: { kind: 'number', values: Int8Array.from(prints, ({ side }) => side) },
  };
  return { dataset: futuresTrades.id, rows: prints.length, columns, origin: ORIGIN };
}
