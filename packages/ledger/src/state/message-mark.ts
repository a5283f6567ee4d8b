import type { CommitEntry } from '@assay/schemas';
import type { MessageMark } from '../batch.js';

type RecordedMark = NonNullable<CommitEntry['last']>;

/** A message as an entry records it. */
export function recordedMark(message: MessageMark | undefined): RecordedMark | null {
  return message === undefined
    ? null
    : { seq: message.sequence, server_ts: message.serverTimeNs ?? null, sha256: message.sha256 };
}

/** The message that an entry records. */
export function markOf(recorded: RecordedMark | null | undefined): MessageMark | undefined {
  return recorded === null || recorded === undefined
    ? undefined
    : {
        sequence: recorded.seq,
        serverTimeNs: recorded.server_ts ?? undefined,
        sha256: recorded.sha256,
      };
}

/** Whether two looks at one sequence saw one message. A time counts only where both know it. */
export function isSameMessage(one: MessageMark, other: MessageMark): boolean {
  const knowsTimes = one.serverTimeNs !== undefined && other.serverTimeNs !== undefined;
  return (
    one.sequence === other.sequence &&
    one.sha256 === other.sha256 &&
    (!knowsTimes || one.serverTimeNs === other.serverTimeNs)
  );
}
