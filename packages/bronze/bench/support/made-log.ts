import type { EventLog, LogMessage } from '@assay/bus';
import { messageFingerprint } from '@assay/schemas';

const GROUP = 1_000;

/**
 * A log of `count` messages that are made as they are read, all of them there from the start: what a
 * writer does is measured without a server beside it, and nothing of the log stays in memory.
 */
export function madeLog(
  count: number,
  subject: string,
  lineOf: (index: number) => string,
): EventLog {
  const last = BigInt(count);
  const messageAt = (sequence: bigint): LogMessage => ({
    sequence,
    subject,
    headers: undefined,
    bytes: Buffer.from(lineOf(Number(sequence) - 1), 'latin1'),
    serverTimeNs: sequence,
  });

  async function* read(from: bigint, options: Parameters<EventLog['read']>[1] = {}) {
    const { signal, follow = false } = options;
    for (let next = from; next <= last && signal?.aborted !== true;) {
      const group: LogMessage[] = [];
      for (; next <= last && group.length < GROUP; next += 1n) group.push(messageAt(next));
      yield group;
    }
    if (follow && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  return {
    append: () => Promise.reject(new Error('expected reading alone, was an append')),
    read,
    state: async () => ({
      stream: 'MADE',
      created: 'made',
      firstSequence: 1n,
      lastSequence: last,
    }),
    markAt: async (sequence) => {
      if (sequence < 1n || sequence > last) return undefined;
      const { headers, bytes, serverTimeNs } = messageAt(sequence);
      return { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
    },
    release: async () => undefined,
    close: async () => undefined,
  };
}
