import { NdjsonBuffer } from '@assay/query';
import type { Dataset } from '@assay/schemas';

/** Lines that will be one file, and their positions, ascending. */
export interface FileRows {
  readonly lines: NdjsonBuffer;
  readonly positions: bigint[];
}

/** The rows of one partition and hour of a batch: one Gold file to be. */
export interface PlaceRows extends FileRows {
  readonly dataset: Dataset;
  /** The partition column's value. */
  readonly value: string;
  /** UTC hours since 1970; of a dataset without hour folders the day's first. */
  readonly hourIndex: number;
}

export function emptyRows(): FileRows {
  return { lines: new NdjsonBuffer(), positions: [] };
}

/** A batch's rows by place. */
export class RowsByPlace {
  private readonly places = new Map<string, PlaceRows>();

  /** In the order their first rows came. */
  get all(): readonly PlaceRows[] {
    return [...this.places.values()];
  }

  at(dataset: Dataset, value: string, hourIndex: number): PlaceRows {
    const hour = dataset.partition.hourly ? hourIndex : Math.floor(hourIndex / 24) * 24;
    const name = `${dataset.id}/${hour}/${value}`;
    let rows = this.places.get(name);
    if (rows === undefined) {
      rows = { dataset, value, hourIndex: hour, ...emptyRows() };
      this.places.set(name, rows);
    }
    return rows;
  }
}
