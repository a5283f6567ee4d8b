import { publishOnce, type EventLog, type JetStreamLogs, type OutgoingMessage } from '@assay/bus';
import { formatDeadLetterId, type DeadLetterId } from '@assay/schemas';
import type { BronzeWriter } from '../../writer/writer.js';

/** The log that replayed letters go into. */
export interface ReplayTarget {
  /** The shards that it feeds: only their letters are brought back to it. */
  readonly shards: readonly string[];
  /**
   * Resolves when the commit logs know of everything that was sent before, where that is needed.
   */
  settle(): Promise<void>;
  /** Appends the message, unless the log still holds an earlier replay of the same letter. */
  send(message: OutgoingMessage, letter: DeadLetterId): Promise<'sent' | 'existed'>;
}

/**
 * The streams of a server. Each takes a letter's subject once for as long as it keeps the
 * message, and what it does not keep any more is committed, or a declared gap: nothing has to be
 * waited for.
 */
export function streamsAsReplayTarget({ connection, logs, logOf }: JetStreamLogs): ReplayTarget {
  return {
    shards: logs.map(({ stream }) => stream),
    settle: () => Promise.resolve(),
    send: async (message, letter) => {
      // Throws for a subject that none of them takes: no later try would mend that.
      logOf(message.subject);
      const id = `replay:${formatDeadLetterId(letter)}`;
      const { existed } = await publishOnce(connection, message, id);
      return existed ? 'existed' : 'sent';
    },
  };
}

/**
 * An embedded log, whose owner is this process, through its writer: what was sent before is
 * committed first, so that the commit log tells of every earlier replay. One replay at a time.
 */
export function writerAsReplayTarget(
  shard: string,
  log: Pick<EventLog, 'append'>,
  writer: Pick<BronzeWriter, 'flushAll'>,
): ReplayTarget {
  return {
    shards: [shard],
    settle: () => writer.flushAll(),
    send: async (message) => {
      await log.append(message);
      return 'sent';
    },
  };
}
