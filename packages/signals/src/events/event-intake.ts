import { optionsTradesEnriched } from '@assay/schemas';
import { SignalsError } from '../errors.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import type { EventBatch } from './event-batch.js';
import type { EventSink } from './event-sink.js';
import { noCounts, type IntakeCounts, type IntakeRules } from './intake-rules.js';
import { bookKind } from './rows/book-kind.js';
import { DatasetRows } from './rows/dataset-rows.js';
import { loadRows, saveRows } from './rows/dataset-rows-state.js';
import { nanosOf } from './rows/read-values.js';
import { greeksKind, optionTradeKind } from './rows/option-kinds.js';
import { stockQuoteKind } from './rows/quote-kind.js';
import { RowReader } from './rows/row-reader.js';
import type { KnownOrigin } from './rows/row-order.js';
import { futuresTradeKind, stockTradeKind } from './rows/trade-kinds.js';
import { TextPool } from './text-pool.js';

const NS_PER_MS = 1_000_000;
const NS_PER_SECOND = 1_000_000_000;

/**
 * Takes rows in any order and hands their events on in total order, each once. Whether a row is usable is a
 * function of the row alone; which copies of an event remain is the multiset rule's, over all copies, usable or
 * not. So what is used depends on which rows came before their instant was taken, and on nothing else.
 */
export class EventIntake implements Stateful {
  /** Where rows went; the caller's own object where one was given. */
  readonly counts: IntakeCounts;
  private readonly copyNs: number;
  private readonly pool = new TextPool();
  private readonly origins: KnownOrigin[] = [];
  /** In the order of datasets at one instant. */
  private readonly datasets: readonly DatasetRows[];
  private readonly readers: ReadonlyMap<string, RowReader>;
  /** Instants before the session are over. */
  private takenNs: SessionNs = -1;

  /** Throws `BAD_CONFIG` where the tick size is no whole number of nano-units. */
  constructor(rules: IntakeRules, counts: IntakeCounts = noCounts()) {
    const tickNanos = nanosOf(rules.tickSize);
    if (!(tickNanos >= 1)) {
      throw new SignalsError(
        'BAD_CONFIG',
        `tickSize: expected 1e-9 or more, was ${rules.tickSize}`,
      );
    }
    this.counts = counts;
    this.copyNs = rules.copySeconds * NS_PER_SECOND;
    // By `crossOrder` of the declarations.
    this.datasets = [
      futuresTradeKind(tickNanos),
      stockTradeKind(),
      greeksKind(),
      optionTradeKind(),
      bookKind(tickNanos),
      stockQuoteKind(),
    ].map((kind) => new DatasetRows(kind, this.pool, this.origins, counts));
    const judged = {
      startNs: rules.startNs,
      sessionNs: Number(rules.endNs - rules.startNs),
      previousStartNs: Number((rules.previous?.startNs ?? rules.startNs) - rules.startNs),
      previousEndNs: Number((rules.previous?.endNs ?? rules.startNs) - rules.startNs),
      latenessNs: rules.latenessMs * NS_PER_MS,
      earlinessNs: rules.earlinessMs * NS_PER_MS,
      wants: rules.wants,
    };
    const readers = this.datasets.map(
      (rows) => new RowReader(rows, judged, this.pool, this.origins, counts),
    );
    const byId = new Map(readers.map((reader) => [reader.datasetId, reader]));
    const optionTrades = byId.get('options.trades.v1');
    // Silver's option trades carry more columns, which nobody here asks for.
    this.readers =
      optionTrades === undefined ? byId : byId.set(optionsTradesEnriched.id, optionTrades);
  }

  /**
   * Takes rows in. Gives the indexes, ascending, of those that would have changed what an instant that is taken
   * already consists of; they are not used. Throws `BAD_EVENT` for a dataset or columns that it does not know.
   */
  pushBatch(batch: EventBatch): readonly number[] {
    const reader = this.readers.get(batch.dataset);
    if (reader === undefined) {
      const expected = [...this.readers.keys()].join(', ');
      throw new SignalsError(
        'BAD_EVENT',
        `expected rows of ${expected}, was ${batch.dataset}: push nothing else to the engine`,
      );
    }
    return reader.read(batch, this.takenNs, Math.max(0, this.takenNs - this.copyNs));
  }

  /** Hands on all events up to and including an instant. */
  takeTo(atNs: SessionNs, sink: EventSink): void {
    for (const rows of this.datasets) {
      rows.sort();
    }
    const waiting = this.datasets.filter((rows) => rows.nextAt() <= atNs);
    for (let next = firstOf(waiting); next <= atNs; next = firstOf(waiting)) {
      for (const rows of waiting) {
        if (rows.nextAt() === next) {
          rows.take(sink);
        }
      }
    }
    this.takenNs = Math.max(this.takenNs, atNs);
    for (const rows of this.datasets) {
      rows.forget(this.takenNs - this.copyNs);
    }
  }

  /** Ends the session: usable rows that still wait are counted as out of it. */
  close(): void {
    for (const rows of this.datasets) {
      this.counts.outOfSession += rows.waitingUsable;
    }
  }

  /** Rows and how far they were taken; the counts are the caller's. */
  save(writer: StateWriter): void {
    writer.number(this.takenNs);
    for (const rows of this.datasets) {
      saveRows(writer, rows, this.pool, this.origins);
    }
  }

  load(reader: StateReader): void {
    this.takenNs = reader.number();
    for (const rows of this.datasets) {
      loadRows(reader, rows, this.pool, this.origins);
    }
  }
}

/** The first instant at which rows wait. */
function firstOf(datasets: readonly DatasetRows[]): SessionNs {
  let next = Number.POSITIVE_INFINITY;
  for (const rows of datasets) {
    const at = rows.nextAt();
    next = at < next ? at : next;
  }
  return next;
}
