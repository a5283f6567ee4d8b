/** What a row needs to be told from others, and its values: columns that grow together. */
export class RowColumns {
  /** Rows that are held, in the order in which they came. */
  count = 0;
  /** ns since the session's start. */
  eventAt: Float64Array<ArrayBuffer>;
  receivedAt: Float64Array<ArrayBuffer>;
  /** Codes of texts. */
  source: Int32Array<ArrayBuffer>;
  partition: Int32Array<ArrayBuffer>;
  run: Int32Array<ArrayBuffer>;
  /** Code of shard and epoch; `REDUCED` for rows of Silver. */
  origin: Int32Array<ArrayBuffer>;
  flags: Uint8Array<ArrayBuffer>;
  seq: BigInt64Array<ArrayBuffer>;
  runPos: BigInt64Array<ArrayBuffer>;
  /** `_pos`; of Silver's rows `_ord`. */
  pos: BigInt64Array<ArrayBuffer>;
  /** `intsPerRow` and `floatsPerRow` values of each row, side by side. */
  ints: Int32Array<ArrayBuffer>;
  floats: Float64Array<ArrayBuffer>;

  readonly intsPerRow: number;
  readonly floatsPerRow: number;
  private capacity = 0;

  constructor(intsPerRow: number, floatsPerRow: number) {
    this.intsPerRow = intsPerRow;
    this.floatsPerRow = floatsPerRow;
    this.eventAt = new Float64Array(0);
    this.receivedAt = new Float64Array(0);
    this.source = new Int32Array(0);
    this.partition = new Int32Array(0);
    this.run = new Int32Array(0);
    this.origin = new Int32Array(0);
    this.flags = new Uint8Array(0);
    this.seq = new BigInt64Array(0);
    this.runPos = new BigInt64Array(0);
    this.pos = new BigInt64Array(0);
    this.ints = new Int32Array(0);
    this.floats = new Float64Array(0);
  }

  /** Makes room for so many more rows. */
  reserve(more: number): void {
    if (this.count + more <= this.capacity) {
      return;
    }
    const capacity = Math.max(64, this.capacity * 2, this.count + more);
    this.eventAt = grown(this.eventAt, capacity);
    this.receivedAt = grown(this.receivedAt, capacity);
    this.source = grown(this.source, capacity);
    this.partition = grown(this.partition, capacity);
    this.run = grown(this.run, capacity);
    this.origin = grown(this.origin, capacity);
    this.flags = grown(this.flags, capacity);
    this.seq = grown(this.seq, capacity);
    this.runPos = grown(this.runPos, capacity);
    this.pos = grown(this.pos, capacity);
    this.ints = grown(this.ints, capacity * this.intsPerRow);
    this.floats = grown(this.floats, capacity * this.floatsPerRow);
    this.capacity = capacity;
  }

  /** Copies one row over another. */
  copyRow(from: number, to: number): void {
    this.eventAt[to] = this.eventAt[from];
    this.receivedAt[to] = this.receivedAt[from];
    this.source[to] = this.source[from];
    this.partition[to] = this.partition[from];
    this.run[to] = this.run[from];
    this.origin[to] = this.origin[from];
    this.flags[to] = this.flags[from];
    this.seq[to] = this.seq[from];
    this.runPos[to] = this.runPos[from];
    this.pos[to] = this.pos[from];
    const { intsPerRow, floatsPerRow } = this;
    this.ints.copyWithin(to * intsPerRow, from * intsPerRow, (from + 1) * intsPerRow);
    this.floats.copyWithin(to * floatsPerRow, from * floatsPerRow, (from + 1) * floatsPerRow);
  }

  /** Keeps these rows only, and in this order. */
  keep(rows: Int32Array): void {
    const pick = areSideBySide(rows) ? moved : picked;
    this.eventAt = pick(this.eventAt, rows, 1);
    this.receivedAt = pick(this.receivedAt, rows, 1);
    this.source = pick(this.source, rows, 1);
    this.partition = pick(this.partition, rows, 1);
    this.run = pick(this.run, rows, 1);
    this.origin = pick(this.origin, rows, 1);
    this.flags = pick(this.flags, rows, 1);
    this.seq = pick(this.seq, rows, 1);
    this.runPos = pick(this.runPos, rows, 1);
    this.pos = pick(this.pos, rows, 1);
    this.ints = pick(this.ints, rows, this.intsPerRow);
    this.floats = pick(this.floats, rows, this.floatsPerRow);
    this.count = rows.length;
  }
}

/** A typed array that can be made anew. */
interface Column<Self> {
  readonly length: number;
  [index: number]: number | bigint;
  set(values: Self): void;
  copyWithin(target: number, start: number, end: number): Self;
}

function grown<Values extends Column<Values>>(values: Values, length: number): Values {
  const Values = values.constructor as new (length: number) => Values;
  const larger = new Values(length);
  larger.set(values);
  return larger;
}

function areSideBySide(rows: Int32Array): boolean {
  return rows.every((row, index) => row === rows[0] + index);
}

/** The values of rows that are side by side, moved to the front. */
function moved<Values extends Column<Values>>(
  values: Values,
  rows: Int32Array,
  perRow: number,
): Values {
  const first = (rows.at(0) ?? 0) * perRow;
  return values.copyWithin(0, first, first + rows.length * perRow);
}

/** The values of rows, in the order of the rows. */
function picked<Values extends Column<Values>>(
  values: Values,
  rows: Int32Array,
  perRow: number,
): Values {
  const Values = values.constructor as new (length: number) => Values;
  const others = new Values(values.length);
  for (let index = 0; index < rows.length; index += 1) {
    for (let place = 0; place < perRow; place += 1) {
      others[index * perRow + place] = values[rows[index] * perRow + place];
    }
  }
  return others;
}
