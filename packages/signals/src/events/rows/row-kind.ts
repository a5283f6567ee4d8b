import type { SessionNs } from '../../session/engine-session.js';
import type { EventBatch } from '../event-batch.js';
import type { EventSink } from '../event-sink.js';
import type { TextPool } from '../text-pool.js';
import type { PickedRows } from './read-values.js';
import type { RowColumns } from './row-columns.js';

/** How rows of one dataset are held: which values, which of them are its key, and who gets them. */
export interface RowKind {
  /** Dataset id. */
  readonly id: string;
  /** Column of the symbol or the underlying. */
  readonly partition: string;
  /** Whether it has `ts_recv_ns` and `seq`; else they read `ts_event_ns` and NULL. */
  readonly hasReceived: boolean;
  readonly intsPerRow: number;
  readonly floatsPerRow: number;
  /** The first so many of each are part of the key, beside source, symbol, event time and seq. */
  readonly keyInts: number;
  readonly keyFloats: number;
  /** Places among the ints that are codes of texts. */
  readonly texts: readonly number[];
  /** Place among the ints of a flag that exempts from being late or early; undefined: there is none. */
  readonly exempt: number | undefined;
  /** Reads the values of the picked rows into places from `first` on, and marks unusable rows. */
  read(
    batch: EventBatch,
    picked: PickedRows,
    columns: RowColumns,
    first: number,
    pool: TextPool,
  ): void;
  /** Hands one row on. */
  emit(columns: RowColumns, row: number, atNs: SessionNs, pool: TextPool, sink: EventSink): void;
}
