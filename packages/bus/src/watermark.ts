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
  /** Which ordinals of which producers' runs that commit holds, both ends inclusive. */
  readonly runs: readonly StoredOrdinals[];
}

/** Ordinals (`Assay-Run-Pos` and on) of one run. */
export interface StoredOrdinals {
  readonly run: string;
  readonly from: bigint;
  readonly to: bigint;
}

const BAD_SHARD = /[\s.*>]|^$/;

/** The subject of a shard's watermarks: `assay.watermark.<shard>`. Throws `BAD_SUBJECT`. */
export function watermarkSubject(shard: string): string {
  if (!BAD_SHARD.test(shard)) return `assay.watermark.${shard}`;
  throw new BusError('BAD_SUBJECT', `expected a shard's name of one token, was '${shard}'`);
}

/** The watermark that a commit stands for. */
export function watermarkOf(
  commit: Pick<
    CommitEntry,
    'shard' | 'stream' | 'stream_created' | 'epoch' | 'seq_to' | 'number' | 'runs'
  >,
): DurabilityWatermark {
  const { shard, stream, stream_created: created, epoch, seq_to: seqTo, number: entry } = commit;
  return { shard, stream, created, epoch, seqTo, entry, runs: commit.runs };
}

/** As JSON: sequences and ordinals are decimal strings, since JSON readers round large numbers. */
export function encodeWatermark({ seqTo, ...mark }: DurabilityWatermark): string {
  const { shard, stream, created, epoch, entry } = mark;
  const runs = mark.runs.map(({ run, from, to }) => ({ run, from: `${from}`, to: `${to}` }));
  return JSON.stringify({ shard, stream, created, epoch, seq_to: `${seqTo}`, entry, runs });
}

/** Throws `BAD_MESSAGE` for what is no watermark. */
export function decodeWatermark(text: string): DurabilityWatermark {
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const { shard, stream, created, epoch, seq_to: seqTo, entry, runs } = found;
    if (
      isText(shard) &&
      isText(stream) &&
      isText(created) &&
      isCount(epoch) &&
      isCount(entry) &&
      Array.isArray(runs)
    ) {
      const stored = runs.map(toOrdinals);
      return { shard, stream, created, epoch, seqTo: toInteger(seqTo), entry, runs: stored };
    }
  } catch (cause) {
    throw new BusError('BAD_MESSAGE', noWatermark(text), { cause });
  }
  throw new BusError('BAD_MESSAGE', noWatermark(text));
}

function toOrdinals(found: Readonly<Record<string, unknown>>): StoredOrdinals {
  const { run, from, to } = found;
  if (!isText(run)) throw new TypeError('expected the name of a run');
  return { run, from: toInteger(from), to: toInteger(to) };
}

const toInteger = (value: unknown): bigint => BigInt(isText(value) && value !== '' ? value : '?');
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
const noWatermark = (text: string): string =>
  `expected a durability watermark, was ${text.slice(0, 200)}`;

/** A message of a run that its producer keeps until the lake holds it. */
export interface SentMessage {
  readonly run: string;
  /** Ordinals of its first and its last event. */
  readonly from: bigint;
  readonly to: bigint;
  /** What its publishing was acknowledged with; undefined until then. */
  readonly sequence: bigint | undefined;
  /** The last watermark that the producer had when it sent it. */
  readonly after: DurabilityWatermark | undefined;
}

/**
 * What a watermark says of a message that its producer keeps: `stored`, it may be let go of; `waiting`;
 * or `send-again`, since the lake is past its sequence, or in another lineage, and does not name it. That
 * is so when the server lost it, also before the lake had seen it, when its sequence may be another
 * message's by now; and when the producer missed the watermark that named it. Sending again with the
 * same run and ordinal does no harm where it is stored after all.
 */
export function fateOf(
  { run, from, to, sequence, after }: SentMessage,
  mark: DurabilityWatermark,
): 'stored' | 'waiting' | 'send-again' {
  const holds = (stored: StoredOrdinals): boolean =>
    stored.run === run && stored.from <= from && to <= stored.to;
  if (mark.runs.some(holds)) return 'stored';
  if (sequence === undefined) return 'waiting';
  const isOther =
    after !== undefined && (after.created !== mark.created || after.epoch !== mark.epoch);
  return isOther || sequence <= mark.seqTo ? 'send-again' : 'waiting';
}
