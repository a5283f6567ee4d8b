import { RUN_HEADER, RUN_POSITION_HEADER } from '@assay/schemas';
import type { EventSink } from './event-sink.js';

/**
 * The same sink, which also knows of the runs what it has taken in itself and the receiver does not
 * count as stored yet: a file given twice, by two names, is sent once.
 */
export function rememberRuns(sink: EventSink): EventSink {
  const lastSent = new Map<string, bigint>();
  return {
    ...sink,
    lastOfRun: async (run) => {
      const stored = (await sink.lastOfRun(run)) ?? -1n;
      const sent = lastSent.get(run) ?? -1n;
      const last = sent > stored ? sent : stored;
      return last < 0n ? undefined : last;
    },
    send: async (dataset, message) => {
      await sink.send(dataset, message);
      const first = BigInt(message.headers[RUN_POSITION_HEADER]);
      lastSent.set(message.headers[RUN_HEADER], first + BigInt(message.events) - 1n);
    },
  };
}
