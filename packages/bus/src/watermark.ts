import type { CommitEntry } from '@assay/schemas';
import { BusError } from './errors.js';

/**
 * What the lake holds of a shard for good, told to its producers after every commit. One that keeps what
 * it sent until then loses nothing, also when the server loses messages that it had acknowledged.
 */
export interface DurabilityWatermark {
  readonly shard: string;
  readonly stream: string;
  /** The stream's incarnation. */
  readonly created: string;
  /** The lake's number of this lineage: another one means that sequences begin to count anew. */
  readonly epoch: number;
  /** Everything of this lineage up to here is in the lake, or declared as a gap there. */
  readonly seqTo: bigint;
  /** Number of the commit in the shard's log. */
  readonly entry: number;
}

const BAD_SHARD = /[\s.*>]|^$/;

/** The subject of a shard's watermarks: `assay.watermark.<shard>`. Throws `BAD_SUBJECT`. */
export function watermarkSubject(shard: string): string {
  if (!BAD_SHARD.test(shard)) return `assay.watermark.${shard}`;
  throw new BusError('BAD_SUBJECT', `expected a shard's name of one token, was '${shard}'`);
}

/** The watermark that a commit stands for. */
export function watermarkOf(
  commit: Pick<CommitEntry, 'shard' | 'stream' | 'stream_created' | 'epoch' | 'seq_to' | 'number'>,
): DurabilityWatermark {
  const { shard, stream, stream_created: created, epoch, seq_to: seqTo, number: entry } = commit;
  return { shard, stream, created, epoch, seqTo, entry };
}

/** As JSON: `seq_to` is a decimal string, since JSON readers round large numbers. */
export function encodeWatermark({ seqTo, ...mark }: DurabilityWatermark): string {
  const { shard, stream, created, epoch, entry } = mark;
  return JSON.stringify({ shard, stream, created, epoch, seq_to: seqTo.toString(), entry });
}

/** Throws `BAD_MESSAGE` for what is no watermark. */
export function decodeWatermark(text: string): DurabilityWatermark {
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const { shard, stream, created, epoch, seq_to: seqTo, entry } = found;
    if (isText(shard) && isText(stream) && isText(created) && isCount(epoch) && isCount(entry)) {
      return { shard, stream, created, epoch, seqTo: BigInt(String(seqTo)), entry };
    }
  } catch (cause) {
    throw new BusError('BAD_MESSAGE', noWatermark(text), { cause });
  }
  throw new BusError('BAD_MESSAGE', noWatermark(text));
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
const noWatermark = (text: string): string =>
  `expected a durability watermark, was ${text.slice(0, 200)}`;

/** A message that its producer keeps until the lake holds it. */
export interface SentMessage {
  /** What its publishing was acknowledged with. */
  readonly sequence: bigint;
  /** The last watermark that the producer had when it sent it. */
  readonly after: DurabilityWatermark | undefined;
}

/**
 * What a watermark says of a message that its producer keeps: `stored`, it may be let go of; `waiting`;
 * or `send-again`, since its sequence may stand for another message in this lineage. Sending again with
 * the same run and ordinal does no harm where it is stored after all.
 */
export function fateOf(
  { sequence, after }: SentMessage,
  mark: DurabilityWatermark,
): 'stored' | 'waiting' | 'send-again' {
  const isSameLineage = after?.created === mark.created && after.epoch === mark.epoch;
  if (!isSameLineage) return 'send-again';
  return sequence <= mark.seqTo ? 'stored' : 'waiting';
}
