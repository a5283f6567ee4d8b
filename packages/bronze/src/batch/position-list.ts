import { MAX_EVENTS_PER_MESSAGE, positionDigestOfBytes } from '@assay/schemas';

const FIRST_ROWS = 64;

/**
 * The `_pos` values of the rows of one file, in the order they came (ascending), laid out as the
 * position digest wants them: little-endian int64, here as two 32-bit words each.
 */
export class PositionList {
  private bytes = new Uint32Array(FIRST_ROWS * 2);
  private count = 0;

  /** @param sequence the message's sequence, at most 2^47 and so exact as a number */
  add(sequence: number, index: number): void {
    if (this.count * 2 === this.bytes.length) {
      const grown = new Uint32Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    // _pos = sequence × 2^16 + index, split at bit 32 without leaving exact integers.
    this.bytes[this.count * 2] =
      (sequence % MAX_EVENTS_PER_MESSAGE) * MAX_EVENTS_PER_MESSAGE + index;
    this.bytes[this.count * 2 + 1] = Math.floor(sequence / MAX_EVENTS_PER_MESSAGE);
    this.count += 1;
  }

  digest(): string {
    return positionDigestOfBytes(new Uint8Array(this.bytes.buffer, 0, this.count * 8));
  }
}
