import { createInflateRaw } from 'node:zlib';
import type { ByteReader } from '../byte-reader.js';

/** Compressed bytes handed to the engine at a time: what it makes of them waits in memory. */
const PIECE_BYTES = 32 * 1024;

/** Makes the error of a stream of compressed bytes that cannot be read to its end. */
export type InflateFailure = (code: 'TRUNCATED' | 'BAD_COMPRESSION', why: string) => Error;

/**
 * Decompresses one deflate stream (RFC 1951) as it arrives, and takes exactly its bytes from the
 * reader: what follows (a checksum, the next member) is next. Everything that could be decompressed
 * is handed over before `fail`'s error is thrown.
 */
export async function* inflateFrom(
  reader: ByteReader,
  fail: InflateFailure,
): AsyncGenerator<Uint8Array, void> {
  const engine = createEngine();
  try {
    for (;;) {
      const piece = await reader.peek(PIECE_BYTES);
      const { used, content, state } = await engine.step(piece);
      await reader.read(used);
      yield* content;
      if (state === 'ended') {
        return;
      }
      if (state instanceof Error) {
        const isCut = (state as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
        throw fail(isCut ? 'TRUNCATED' : 'BAD_COMPRESSION', state.message);
      }
    }
  } finally {
    engine.close();
  }
}

type EngineState = 'wants more' | 'ended' | Error;

interface Step {
  /** Bytes of the piece that belong to the stream. */
  readonly used: number;
  readonly content: readonly Uint8Array[];
  readonly state: EngineState;
}

/** zlib, one piece at a time. */
function createEngine() {
  const inflate = createInflateRaw();
  let content: Uint8Array[] = [];
  let outcome: EngineState = 'wants more';
  let wake: (state: EngineState) => void = () => undefined;
  const settle = (state: EngineState) => {
    outcome = state;
    wake(state);
  };
  inflate.on('data', (piece: Uint8Array) => content.push(piece));
  inflate.on('end', () => {
    settle('ended');
  });
  inflate.on('error', settle);

  return {
    /** Without any byte, the stream has to end here. */
    async step(piece: Uint8Array): Promise<Step> {
      const before = inflate.bytesWritten;
      const state = await new Promise<EngineState>((resolve) => {
        if (outcome !== 'wants more') {
          resolve(outcome);
          return;
        }
        wake = resolve;
        if (piece.length === 0) {
          inflate.end();
          return;
        }
        // A copy: zlib works on another thread, while the reader may let go of its bytes.
        inflate.write(Buffer.from(piece), (error) => {
          // A failure is an event too; a stream that ends inside the piece calls nothing back.
          if (error === null || error === undefined) {
            resolve('wants more');
          }
        });
      });
      const taken = content;
      content = [];
      return { used: inflate.bytesWritten - before, content: taken, state };
    },
    close() {
      inflate.destroy();
    },
  };
}
