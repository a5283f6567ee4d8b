import { CommandFailure } from '../errors.js';
import type { OutputStream } from './environment.js';

/** Standard output. A reader that goes away (`| head`) is no error: writing then says so. */
export interface Output {
  /** Resolves once the chunk is handed over; false when nobody reads any more. */
  write(chunk: string | Uint8Array): Promise<boolean>;
  /** Lets go of the stream. */
  close(): void;
}

/** Results on a stream, with back-pressure: wait for each write before making the next chunk. */
export function createOutput(stream: OutputStream): Output {
  let failure: Error | undefined;
  // Without a listener the stream's error would end the process with a stack trace.
  const onError = (error: Error): void => {
    failure ??= error;
  };
  stream.on('error', onError);

  return {
    write: async (chunk) => {
      if (failure === undefined) {
        await new Promise<void>((resolve) => {
          stream.write(chunk, (error) => {
            failure ??= error ?? undefined;
            resolve();
          });
        });
      }
      if (failure !== undefined && !isClosedPipe(failure)) {
        throw new CommandFailure(
          'OUTPUT_FAILED',
          'standard output: expected to write, was refused',
          {
            cause: failure,
          },
        );
      }
      return failure === undefined;
    },
    close: () => stream.off('error', onError),
  };
}

function isClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}
