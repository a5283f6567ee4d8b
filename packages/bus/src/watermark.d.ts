import type { CommitEntry } from '@assay/schemas';
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
/** The subject of a shard's watermarks: `assay.watermark.<shard>`. Throws `BAD_SUBJECT`. */
export declare function watermarkSubject(shard: string): string;
/** The watermark that a commit stands for. */
export declare function watermarkOf(
  commit: Pick<CommitEntry, 'shard' | 'stream' | 'stream_created' | 'epoch' | 'seq_to' | 'number'>,
): DurabilityWatermark;
/** As JSON: `seq_to` is a decimal string, since JSON readers round large numbers. */
export declare function encodeWatermark({ seqTo, ...mark }: DurabilityWatermark): string;
/** Throws `BAD_MESSAGE` for what is no watermark. */
export declare function decodeWatermark(text: string): DurabilityWatermark;
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
export declare function fateOf(
  { sequence, after }: SentMessage,
  mark: DurabilityWatermark,
): 'stored' | 'waiting' | 'send-again';
//# sourceMappingURL=watermark.d.ts.map
