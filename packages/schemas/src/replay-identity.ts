import { shardTag } from './bronze-name.js';
import { MAX_EVENTS_PER_MESSAGE, MAX_SEQUENCE, positionOf, sequenceOf } from './system-columns.js';

/** Which dead letter: its place in the log that first brought the event. */
export interface DeadLetterId {
  readonly shard: string;
  readonly epoch: number;
  /** Its `_pos`. */
  readonly position: bigint;
}

/** Header of a message that brings a dead letter's event once more: that letter's id. */
export const REPLAY_OF_HEADER = 'Assay-Replay-Of';

/** Header of such a message alone: the subject that the event should have come on. */
export const SUBJECT_HEADER = 'Assay-Subject';

const ID = /^(.+)\/e?([1-9]\d{0,14})\/(\d{1,15})\/(\d{1,5})$/;
const REPLAY_TOKENS = /\.replay\.[0-9a-f]{8}-\d+-\d+-\d+$/;

/** `MARKET_FUTURES/1/1042/7`: shard, epoch, message sequence, index in the message. */
export function formatDeadLetterId({ shard, epoch, position }: DeadLetterId): string {
  return `${shard}/${placeOfLetter(epoch, position).join('/')}`;
}

/** The inverse of `formatDeadLetterId` (`e1` is taken for 1, too); undefined for anything else. */
export function parseDeadLetterId(text: string): DeadLetterId | undefined {
  const [, shard, epoch, sequence, index] = ID.exec(text) ?? [];
  if (index === undefined || BigInt(sequence) > MAX_SEQUENCE || +index >= MAX_EVENTS_PER_MESSAGE) {
    return undefined;
  }
  return { shard, epoch: Number(epoch), position: positionOf(BigInt(sequence), Number(index)) };
}

/**
 * The run of a shard's replayed letters; a letter's ordinal in it is its `_pos`. Commits record
 * under it which letters came again, and events that had no run of their own are rows under it.
 */
export function replayRun(shard: string, epoch: number): string {
  return `${REPLAY_RUNS}${shard}/${epoch}`;
}

/** What the names of those runs begin with: no producer's own run may. */
export const REPLAY_RUNS = 'replay/';

/**
 * The subject on which a letter comes again: `market.futures.trades.replay.<shard8>-1-1042-7`. No
 * other message has it, so that a log that keeps count of its subjects can refuse a second one.
 *
 * @param subject what the letter came on
 */
export function replaySubject(subject: string, { shard, epoch, position }: DeadLetterId): string {
  const place = placeOfLetter(epoch, position).join('-');
  return `${subjectWithoutReplay(subject)}.replay.${shardTag(shard)}-${place}`;
}

/**
 * The subject that decides a message's dataset: its own; of a replayed letter what its header
 * corrects it to, or else what the letter came on.
 */
export function decidingSubject(message: {
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
}): string {
  const { subject, headers } = message;
  const first = subjectWithoutReplay(subject);
  return first === subject ? subject : (headers?.[SUBJECT_HEADER] ?? first);
}

/** The subject that a letter first came on: without what `replaySubject` adds. */
export function subjectWithoutReplay(subject: string): string {
  return subject.replace(REPLAY_TOKENS, '');
}

function placeOfLetter(epoch: number, position: bigint): readonly (number | bigint)[] {
  return [epoch, sequenceOf(position), position % BigInt(MAX_EVENTS_PER_MESSAGE)];
}
