import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { loadBatch, saveBatch } from './batch-state.js';
import type { EventBatch } from './event-batch.js';
import { integerColumn, textColumn } from './rows/batch-columns.js';
import { takeRows } from './take-rows.js';

/** Rows further ahead than this are of no session to come: four days cover every pause of an exchange. */
const REACH_NS = 4n * 86_400_000_000_000n;

/** Rows of sessions to come, until they begin. They are read again then, by the rules of their session. */
export class RowsAhead implements Stateful {
  private batches: EventBatch[] = [];

  /**
   * Keeps the rows at or after `endNs` that some session may want. Gives the indexes of all others; undefined where
   * that is every row.
   *
   * @param mayWant by symbol or underlying, whatever the session
   */
  split(
    batch: EventBatch,
    endNs: bigint,
    partition: string,
    mayWant: (partition: string) => boolean,
  ): Int32Array | undefined {
    const { values } = integerColumn(batch, 'ts_event_ns');
    const { codes, texts } = textColumn(batch, partition);
    const wanted = texts.map((text) => mayWant(text));
    const ahead: number[] = [];
    const rest: number[] = [];
    for (let row = 0; row < batch.rows; row += 1) {
      const isAhead = values[row] >= endNs && values[row] < endNs + REACH_NS;
      (isAhead && wanted[codes[row]] ? ahead : rest).push(row);
    }
    if (ahead.length === 0) {
      return undefined;
    }
    this.batches.push(takeRows(batch, Int32Array.from(ahead)));
    return Int32Array.from(rest);
  }

  /** All rows that wait, to be pushed into the session that begins. */
  take(): readonly EventBatch[] {
    const { batches } = this;
    this.batches = [];
    return batches;
  }

  save(writer: StateWriter): void {
    writer.number(this.batches.length);
    for (const batch of this.batches) {
      saveBatch(writer, batch);
    }
  }

  load(reader: StateReader): void {
    this.batches = Array.from({ length: reader.number() }, () => loadBatch(reader));
  }
}
