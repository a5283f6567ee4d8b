const FIRST_CHUNK = 4_096;
const LARGEST_CHUNK = 1_048_576;
const NEWLINE = 0x0a;

/**
 * Growing bytes of NDJSON lines: what one partition of a batch is collected in. It grows by adding
 * chunks, so that no byte is copied twice; small partitions stay small (a batch may have thousands).
 */
export class NdjsonBuffer {
  rows = 0;
  /** All bytes of all lines, newlines included. */
  bytes = 0;
  /** The longest line, without its newline: the engine must be told it may come. */
  longestLine = 0;
  private readonly full: Uint8Array[] = [];
  private chunk = Buffer.allocUnsafeSlow(FIRST_CHUNK);
  private used = 0;

  /**
   * Appends the object `source[start, end)` as one line, with `members` (ASCII, `"a":1,"b":2,`) put in
   * front of its own. The object must not be empty.
   */
  appendObject(members: string, source: Uint8Array, start: number, end: number): void {
    const length = members.length + end - start;
    if (this.used + length + 1 > this.chunk.length) {
      this.addChunk(length + 1);
    }
    const { chunk } = this;
    let at = this.used;
    chunk[at] = source[start];
    at += 1;
    for (let index = 0; index < members.length; index += 1) {
      chunk[at] = members.charCodeAt(index);
      at += 1;
    }
    chunk.set(source.subarray(start + 1, end), at);
    this.used += length + 1;
    chunk[this.used - 1] = NEWLINE;
    this.rows += 1;
    this.bytes += length + 1;
    this.longestLine = Math.max(this.longestLine, length);
  }

  /** Appends a whole line of text. */
  appendLine(line: string): void {
    const bytes = Buffer.from(line, 'utf8');
    this.appendObject('', bytes, 0, bytes.length);
  }

  /** The lines so far, in order, as the pieces they were collected in; valid until the next append. */
  pieces(): readonly Uint8Array[] {
    return [...this.full, this.chunk.subarray(0, this.used)];
  }

  private addChunk(atLeast: number): void {
    this.full.push(this.chunk.subarray(0, this.used));
    const size = Math.min(this.chunk.length * 2, LARGEST_CHUNK);
    this.chunk = Buffer.allocUnsafeSlow(Math.max(size, atLeast));
    this.used = 0;
  }
}
