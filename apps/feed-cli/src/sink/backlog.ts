/** What is in the log and not yet in Bronze, so that a fast producer does not fill the disk. */
export interface Backlog {
  /** A message of so many bytes is in the log, at `sequence`. */
  appended(sequence: bigint, bytes: number): void;
  /** Everything up to `sequence` is in Bronze. */
  committed(sequence: bigint): void;
  /** Resolves once there is room; rejects once `fail` was called. */
  room(): Promise<void>;
  /** Nothing will be committed any more. */
  fail(error: unknown): void;
}

/** @param limitBytes payload bytes; has to hold more than two Bronze batches, else none would close */
export function createBacklog(limitBytes: number): Backlog {
  const waiting: { readonly sequence: bigint; readonly bytes: number }[] = [];
  let bytesWaiting = 0;
  let committedTo = 0n;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  return {
    appended: (sequence, bytes) => {
      if (sequence > committedTo) {
        waiting.push({ sequence, bytes });
        bytesWaiting += bytes;
      }
    },
    committed: (sequence) => {
      committedTo = sequence;
      const count = waiting.findIndex((each) => each.sequence > sequence);
      for (const { bytes } of waiting.splice(0, count < 0 ? waiting.length : count)) {
        bytesWaiting -= bytes;
      }
      wake();
    },
    room: async () => {
      while (failure === undefined && bytesWaiting >= limitBytes) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== undefined) {
        throw failure.error;
      }
    },
    fail: (error) => {
      failure ??= { error };
      wake();
    },
  };
}
