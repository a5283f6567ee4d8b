import type { RowMembers } from './row-members.js';

const FIRST_CHUNK = 4_096;
const LARGEST_CHUNK = 1_048_576;
const NEWLINE = 0x0a;
const COMMA = 0x2c;

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
   * Appends the object `source[start, end)` as one line, with the system columns of its message's event
   * `index` put in front of its own members. The object must have some.
   */
  appendRow(
    members: RowMembers,
    index: number,
    source: Uint8Array,
    start: number,
    end: number,
  ): void {
    this.makeRoom(members.room + end - start + 1);
    const at = members.write(this.chunk, this.used, index);
    this.finishLine(at, source, start, end);
    // The comma stands where the object's own brace was.
    this.chunk[at] = COMMA;
  }

  /**
   * Appends the object `source[start, end)` as one line, with `members` (ASCII, `"a":1,"b":2,`) put in
   * front of its own. The object must have some.
   */
  appendObject(members: string, source: Uint8Array, start: number, end: number): void {
    this.makeRoom(members.length + end - start + 1);
    this.chunk[this.used] = source[start];
    const at = this.used + 1;
    const written = this.chunk.write(members, at, 'latin1');
    this.finishLine(at + written, source, start + 1, end);
  }

  /** Appends a whole line of text. */
  appendLine(line: string): void {
    const bytes = Buffer.from(line, 'utf8');
    this.makeRoom(bytes.length + 1);
    this.finishLine(this.used, bytes, 0, bytes.length);
  }

  /** The lines so far, in order, as the pieces they were collected in; valid until the next append. */
  pieces(): readonly Uint8Array[] {
    return [...this.full, this.chunk.subarray(0, this.used)];
  }

  private finishLine(at: number, source: Uint8Array, start: number, end: number): void {
    const lineEnd = at + end - start;
    // A view costs more than copying a short line: most messages are one whole line.
    const isWhole = start === 0 && end === source.length;
    this.chunk.set(isWhole ? source : source.subarray(start, end), at);
    this.chunk[lineEnd] = NEWLINE;
    const length = lineEnd - this.used;
    this.used = lineEnd + 1;
    this.rows += 1;
    this.bytes += length + 1;
    this.longestLine = Math.max(this.longestLine, length);
  }

  private makeRoom(bytes: number): void {
    if (this.used + bytes <= this.chunk.length) {
      return;
    }
    this.full.push(this.chunk.subarray(0, this.used));
    const size = Math.min(this.chunk.length * 2, LARGEST_CHUNK);
    this.chunk = Buffer.allocUnsafeSlow(Math.max(size, bytes));
    this.used = 0;
  }
}
