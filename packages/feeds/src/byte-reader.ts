/**
 * Reads exact lengths from a stream of chunks. Holds no more than what was asked for plus one
 * chunk.
 */
export interface ByteReader {
  /** Bytes handed out so far. */
  readonly position: number;
  /** The next `count` bytes without taking them; fewer only when the stream ends before. */
  peek(count: number): Promise<Uint8Array>;
  /** The next `count` bytes; fewer only when the stream ends before. */
  read(count: number): Promise<Uint8Array>;
  /** Whatever comes next, at least one byte; empty at the end. */
  readSome(): Promise<Uint8Array>;
  /** Lets go of the stream. */
  close(): Promise<void>;
}

export function createByteReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let buffered: Uint8Array = new Uint8Array(0);
  let position = 0;
  let ended = false;

  /** Makes at least `count` bytes available, unless the stream ends. */
  async function fill(count: number): Promise<void> {
    const parts = [buffered];
    let length = buffered.length;
    while (length < count && !ended) {
      const next = await iterator.next();
      if (next.done === true) {
        ended = true;
      } else if (next.value.length > 0) {
        parts.push(next.value);
        length += next.value.length;
      }
    }
    if (parts.length > 1) {
      buffered = joined(parts, length);
    }
  }

  function take(count: number): Uint8Array {
    const taken = buffered.subarray(0, count);
    buffered = buffered.subarray(taken.length);
    position += taken.length;
    return taken;
  }

  return {
    get position() {
      return position;
    },
    async peek(count) {
      if (buffered.length < count) {
        await fill(count);
      }
      return buffered.subarray(0, count);
    },
    async read(count) {
      if (buffered.length < count) {
        await fill(count);
      }
      return take(count);
    },
    async readSome() {
      if (buffered.length === 0) {
        await fill(1);
      }
      return take(buffered.length);
    },
    async close() {
      ended = true;
      buffered = new Uint8Array(0);
      await iterator.return?.();
    },
  };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const full = parts.filter((part) => part.length > 0);
  if (full.length === 1) {
    return full[0];
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of full) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
