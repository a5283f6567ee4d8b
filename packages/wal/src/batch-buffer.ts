/** Messages collected for one record batch, column by column. Positions are given when it is written. */
export interface BatchColumns {
  readonly rows: number;
  /** Of each message, the index of its subject in `subjectNames`. */
  readonly subjects: Int32Array;
  readonly subjectNames: readonly string[];
  readonly headerNulls: number;
  /** One bit a message, least significant first: whether it has headers. */
  readonly headerValidity: Uint8Array;
  /** `rows + 1` offsets into `headerData`. */
  readonly headerOffsets: Int32Array;
  readonly headerData: Buffer;
  /** `rows + 1` offsets into `payloadData`. */
  readonly payloadOffsets: Int32Array;
  readonly payloadData: Buffer;
}

/** A batch being filled. Its memory is kept over `reset`, so that a busy log allocates nothing here. */
export interface BatchBuffer {
  readonly rows: number;
  /** Bytes of payload and headers so far. */
  readonly bytes: number;
  push(subject: string, headers: string | undefined, payload: Uint8Array): void;
  /** The rows so far, as views that `reset` makes invalid. */
  columns(): BatchColumns;
  reset(): void;
}

const FIRST_ROWS = 1024;
const FIRST_BYTES = 64 * 1024;

/** An empty batch buffer. */
export function createBatchBuffer(): BatchBuffer {
  let rows = 0;
  let headerNulls = 0;
  let headerEnd = 0;
  let payloadEnd = 0;
  let subjects = new Int32Array(FIRST_ROWS);
  let headerValidity = new Uint8Array(FIRST_ROWS / 8);
  let headerOffsets = new Int32Array(FIRST_ROWS + 1);
  let payloadOffsets = new Int32Array(FIRST_ROWS + 1);
  let headerData = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let payloadData = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let subjectNames: string[] = [];
  let subjectIndex = new Map<string, number>();

  const growRows = (): void => {
    const capacity = subjects.length * 2;
    subjects = grownInts(subjects, capacity);
    headerOffsets = grownInts(headerOffsets, capacity + 1);
    payloadOffsets = grownInts(payloadOffsets, capacity + 1);
    const validity = new Uint8Array(capacity / 8);
    validity.set(headerValidity);
    headerValidity = validity;
  };

  return {
    get rows() {
      return rows;
    },
    get bytes() {
      return headerEnd + payloadEnd;
    },
    push(subject, headers, payload) {
      if (rows === subjects.length) growRows();
      let index = subjectIndex.get(subject);
      if (index === undefined) {
        index = subjectNames.length;
        subjectNames.push(subject);
        subjectIndex.set(subject, index);
      }
      subjects[rows] = index;
      if (headers === undefined) {
        headerNulls += 1;
      } else {
        headerData = withRoom(headerData, headerEnd, headers.length * 3);
        headerEnd += headerData.write(headers, headerEnd, 'utf8');
        headerValidity[rows >> 3] = (headerValidity[rows >> 3] ?? 0) | (1 << (rows & 7));
      }
      payloadData = withRoom(payloadData, payloadEnd, payload.length);
      payloadData.set(payload, payloadEnd);
      payloadEnd += payload.length;
      rows += 1;
      headerOffsets[rows] = headerEnd;
      payloadOffsets[rows] = payloadEnd;
    },
    columns: () => ({
      rows,
      subjects: subjects.subarray(0, rows),
      subjectNames,
      headerNulls,
      headerValidity: headerValidity.subarray(0, Math.ceil(rows / 8)),
      headerOffsets: headerOffsets.subarray(0, rows + 1),
      headerData: headerData.subarray(0, headerEnd),
      payloadOffsets: payloadOffsets.subarray(0, rows + 1),
      payloadData: payloadData.subarray(0, payloadEnd),
    }),
    reset() {
      headerValidity.fill(0, 0, Math.ceil(rows / 8));
      rows = 0;
      headerNulls = 0;
      headerEnd = 0;
      payloadEnd = 0;
      subjectNames = [];
      subjectIndex = new Map();
    },
  };
}

function grownInts(from: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(from);
  return grown;
}

function withRoom(buffer: Buffer<ArrayBuffer>, used: number, wanted: number): Buffer<ArrayBuffer> {
  if (used + wanted <= buffer.length) return buffer;
  const grown = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, used + wanted));
  buffer.copy(grown, 0, 0, used);
  return grown;
}
