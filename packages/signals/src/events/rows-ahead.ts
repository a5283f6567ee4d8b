import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { loadBatch, saveBatch } from './batch-state.js';
import type { EventBatch } from './event-batch.js';
import { KNOWN_BEFORE_NS } from './intake-rules.js';
import { integerColumn, optionalInteger, textColumn } from './rows/batch-columns.js';
import { takeRows } from './take-rows.js';

/** Rows further ahead than this are of no session to come: four days cover every pause of an exchange. */
const REACH_NS = 4n * 86_400_000_000_000n;

/** What became of a batch's rows. */
export interface SplitRows {
  /** The indexes of the rows that the open session judges, ascending; undefined: all of them. */
  readonly rest: Int32Array | undefined;
  /** Rows of no session: they claim a session that begins long after they were known. */
  readonly early: number;
}

/** The rows that are split. */
export interface AheadRules {
  /** The open session's end: rows from here on are of a session to come. */
  readonly endNs: bigint;
  /** The column of symbols or underlyings. */
  readonly partition: string;
  /** By symbol or underlying, whether some session may want it. */
  readonly mayWant: (partition: string) => boolean;
}

const ALL: SplitRows = { rest: undefined, early: 0 };

/** Rows of sessions to come, until they begin. They are read again then, by the rules of their session. */
export class RowsAhead implements Stateful {
  private batches: EventBatch[] = [];

  /**
   * Keeps the rows at or after `endNs` that some session may want and that became known in the hour before it or later. So what
   * waits is what comes in while the open session is not over, not what a broken clock claims.
   */
  split(batch: EventBatch, { endNs, partition, mayWant }: AheadRules): SplitRows {
    const { values } = integerColumn(batch, 'ts_event_ns');
    if (!hasFrom(values, batch.rows, endNs)) {
      return ALL;
    }
    const longBeforeNs = endNs - BigInt(KNOWN_BEFORE_NS);
    const known = optionalInteger(batch, 'ts_recv_ns')?.values ?? values;
    const { codes, texts } = textColumn(batch, partition);
    const wanted = texts.map((text) => mayWant(text));
    const ahead: number[] = [];
    const rest: number[] = [];
    let early = 0;
    for (let row = 0; row < batch.rows; row += 1) {
      const isAhead = values[row] >= endNs && wanted[codes[row]];
      if (isAhead && known[row] < longBeforeNs) {
        early += 1;
      } else {
        (isAhead && values[row] < endNs + REACH_NS ? ahead : rest).push(row);
      }
    }
    if (ahead.length > 0) {
      this.batches.push(takeRows(batch, Int32Array.from(ahead)));
    }
    return rest.length === batch.rows ? ALL : { rest: Int32Array.from(rest), early };
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

function hasFrom(values: BigInt64Array, rows: number, fromNs: bigint): boolean {
  for (let row = 0; row < rows; row += 1) {
    if (values[row] >= fromNs) {
      return true;
    }
  }
  return false;
}
