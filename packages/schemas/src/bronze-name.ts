import { createHash } from 'node:crypto';
import { timeOfDayName } from './event-time.js';
import { encodePartitionValue } from './hive-path.js';

/** What a Bronze file's name says; nothing in it comes from a wall clock. */
export interface BronzeFileIdentity {
  /** The shard's 8 hex digits, from `shardTag`. */
  readonly shardTag: string;
  readonly epoch: number;
  /** First and last log sequence of the batch. */
  readonly from: bigint;
  readonly to: bigint;
  /** Fence of the writer that rebuilt the batch under new names; absent in an ordinary file. */
  readonly recoveryFence?: number;
}

const TIME = String.raw`(?:[01]\d|2[0-3])[0-5]\d[0-5]\d_\d{6}`;
const NUMBER = String.raw`0|[1-9]\d*`;
const SEQUENCE = String.raw`\d{12}|[1-9]\d{12,}`;
const NAME = new RegExp(
  `^part-${TIME}-([0-9a-f]{8})-e(${NUMBER})-(${SEQUENCE})-(${SEQUENCE})(?:-r(${NUMBER}))?\\.parquet$`,
);

/** The first 8 hex digits of SHA-256 of a shard's name. */
export function shardTag(shard: string): string {
  return createHash('sha256').update(shard, 'utf8').digest('hex').slice(0, 8);
}

/**
 * `part-143012_345678-<shard8>-e<epoch>-<from>-<to>[-r<fence>].parquet`: unique within its folder, because
 * a batch writes at most one file a partition and sequences never repeat within an epoch.
 *
 * @param firstTsEventNs event time of the file's first row
 */
export function bronzeFileName(identity: BronzeFileIdentity, firstTsEventNs: bigint): string {
  const { shardTag: tag, epoch, from, to, recoveryFence } = identity;
  const range = rangeName(from, to, recoveryFence);
  return `part-${timeOfDayName(firstTsEventNs)}-${tag}-e${epoch}-${range}.parquet`;
}

/** What a Bronze file's name says, or undefined when it is not one. */
export function parseBronzeFileName(name: string): BronzeFileIdentity | undefined {
  const match = NAME.exec(name);
  if (match === null) {
    return undefined;
  }
  const [, tag, epoch, from, to] = match;
  const fence: string | undefined = match[5];
  return {
    shardTag: tag,
    epoch: Number(epoch),
    from: BigInt(from),
    to: BigInt(to),
    ...(fence === undefined ? {} : { recoveryFence: Number(fence) }),
  };
}

/**
 * `_dlq/<shard>/e<epoch>/<from>-<to>[-r<fence>].parquet`: the dead letters of one batch. A shard's name is
 * encoded as partition values are; throws `BAD_PATH` when it cannot name a folder.
 */
export function deadLetterKey(
  shard: string,
  epoch: number,
  from: bigint,
  to: bigint,
  recoveryFence?: number,
): string {
  const folder = `_dlq/${encodePartitionValue(shard)}/e${epoch}`;
  return `${folder}/${rangeName(from, to, recoveryFence)}.parquet`;
}

function rangeName(from: bigint, to: bigint, recoveryFence: number | undefined): string {
  const fence = recoveryFence === undefined ? '' : `-r${recoveryFence}`;
  return `${sequenceText(from)}-${sequenceText(to)}${fence}`;
}

/** At least 12 digits, so that names sort as their sequences do. */
function sequenceText(sequence: bigint): string {
  return sequence.toString().padStart(12, '0');
}
