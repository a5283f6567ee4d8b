import { LENGTH_UNIT, RECORD_HEADER_BYTES } from './layout.js';

/** A record's bytes are `bytes[offset, offset + length)`, valid during the call only. */
export type OnRecord = (view: DataView, bytes: Uint8Array, offset: number, length: number) => void;

/** Cuts a stream of chunks into records, copying only those that lie across two chunks. */
export interface RecordSplitter {
  push(chunk: Uint8Array): void;
  /** Records cut so far. */
  readonly records: number;
  /** Bytes of the records cut so far. */
  readonly consumed: number;
  /** Bytes of a record that is not whole yet. */
  readonly pending: number;
}

const MAX_RECORD_BYTES = 255 * LENGTH_UNIT;

/**
 * @param onRecord called for each record, in order
 * @param badLength makes the error of a record whose length cannot be: nothing after it can be found
 */
export function createRecordSplitter(
  onRecord: OnRecord,
  badLength: (length: number) => Error,
): RecordSplitter {
  const carry = new Uint8Array(MAX_RECORD_BYTES);
  const carryView = new DataView(carry.buffer);
  let carried = 0;
  let records = 0;
  let consumed = 0;

  function lengthAt(bytes: Uint8Array, offset: number): number {
    const length = bytes[offset] * LENGTH_UNIT;
    if (length < RECORD_HEADER_BYTES) {
      throw badLength(length);
    }
    return length;
  }

  function hand(view: DataView, bytes: Uint8Array, offset: number, length: number): void {
    onRecord(view, bytes, offset, length);
    records += 1;
    consumed += length;
  }

  return {
    get records() {
      return records;
    },
    get consumed() {
      return consumed;
    },
    get pending() {
      return carried;
    },
    push(chunk) {
      let offset = 0;
      if (carried > 0) {
        const length = lengthAt(carry, 0);
        offset = Math.min(length - carried, chunk.length);
        carry.set(chunk.subarray(0, offset), carried);
        carried += offset;
        if (carried < length) {
          return;
        }
        carried = 0;
        hand(carryView, carry, 0, length);
      }
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      while (offset < chunk.length) {
        const length = lengthAt(chunk, offset);
        if (offset + length > chunk.length) {
          carry.set(chunk.subarray(offset));
          carried = chunk.length - offset;
          return;
        }
        hand(view, chunk, offset, length);
        offset += length;
      }
    },
  };
}
