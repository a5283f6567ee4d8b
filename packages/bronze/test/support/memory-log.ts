import { BusError } from '@assay/bus';
import type { EventLog, LogMessage, LogState, OutgoingMessage, ReadOptions } from '@assay/bus';
import { messageFingerprint } from '@assay/schemas';

/** An event log in memory that can lose what it holds, as a stream with retention does. */
export interface MemoryLog extends EventLog {
  /** Lets go of everything up to `sequence`, or of single messages inside. */
  forgetUpTo(sequence: bigint): void;
  forget(sequence: bigint): void;
  /** What the writer has released. */
  readonly released: bigint;
  /** Makes every later call of the named operation reject. */
  failing: { read?: Error; release?: Error; state?: Error };
}

export function createMemoryLog(created = 'one'): MemoryLog {
  const messages = new Map<bigint, LogMessage>();
  let firstSequence = 1n;
  let lastSequence = 0n;
  let released = 0n;
  let waiting: (() => void)[] = [];
  const failing: MemoryLog['failing'] = {};

  const wake = () => {
    const woken = waiting;
    waiting = [];
    woken.forEach((resume) => {
      resume();
    });
  };

  async function* read(from: bigint, options: ReadOptions = {}) {
    const { follow = false, signal, created: wanted = created } = options;
    if (wanted !== created) {
      throw new BusError('LOG_REPLACED', `expected log ${wanted}, was ${created}`);
    }
    let next = from < firstSequence ? firstSequence : from;
    const last = lastSequence;
    while (signal?.aborted !== true && (follow || next <= last)) {
      if (failing.read !== undefined) {
        throw failing.read;
      }
      const group: LogMessage[] = [];
      for (; next <= lastSequence && group.length < 10; next += 1n) {
        const message = messages.get(next);
        if (message !== undefined) {
          group.push(message);
        }
      }
      if (group.length > 0) {
        yield group;
      } else if (follow && next > lastSequence) {
        await new Promise<void>((resolve) => {
          const resume = () => {
            signal?.removeEventListener('abort', resume);
            resolve();
          };
          waiting.push(resume);
          signal?.addEventListener('abort', resume, { once: true });
        });
      }
    }
  }

  return {
    failing,
    get released() {
      return released;
    },
    append: async ({ subject, headers, bytes }: OutgoingMessage) => {
      lastSequence += 1n;
      const serverTimeNs = 1_700_000_000_000_000_000n + lastSequence;
      const sequence = lastSequence;
      messages.set(sequence, { sequence, subject, headers, bytes, serverTimeNs });
      wake();
      return sequence;
    },
    read,
    state: async (): Promise<LogState> => {
      if (failing.state !== undefined) {
        throw failing.state;
      }
      return { stream: 'MEMORY', created, firstSequence, lastSequence };
    },
    markAt: async (sequence) => {
      if (failing.state !== undefined) {
        throw failing.state;
      }
      const message = messages.get(sequence);
      if (message === undefined) {
        return undefined;
      }
      const { subject, headers, bytes, serverTimeNs } = message;
      return { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
    },
    release: async (sequence) => {
      if (failing.release !== undefined) {
        throw failing.release;
      }
      released = sequence;
    },
    close: async () => undefined,
    forget: (sequence) => {
      messages.delete(sequence);
    },
    forgetUpTo: (sequence) => {
      firstSequence = sequence + 1n;
      for (const known of messages.keys()) {
        if (known <= sequence) messages.delete(known);
      }
    },
  };
}
