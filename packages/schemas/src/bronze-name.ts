import { createHash } from 'node:crypto';
import { timeOfDayName } from './event-time.js';

/** What a Bronze file's name says; nothing in it comes from a wall clock. */
export interface BronzeFileIdentity {
  /** The shard's 8 hex digits, from `shardTag`. */
  readonly shardTag: string;
  readonly epoch: number;
  /** First and last log sequence of the batch. */
  readonly from: bigint;
  readonly to: bigint;
}

const NAME = /^part-(\d{6}_\d{6})-([0-9a-f]{8})-e(\d+)-(\d{12,})-(\d{12,})\.parquet$/;

/** The first 8 hex digits of SHA-256 of a shard's name. */
export function shardTag(shard: string): string {
  return createHash('sha256').update(shard, 'utf8').digest('hex').slice(0, 8);
}

/**
 * `part-143012_345678-<shard8>-e<epoch>-<from>-<to>.parquet`: unique within its folder, because a batch
 * writes at most one file a partition and sequences never repeat within an epoch.
 *
 * @param firstTsEventNs event time of the file's first row
 */
export function bronzeFileName(identity: BronzeFileIdentity, firstTsEventNs: bigint): string {
  const { shardTag: tag, epoch } = identity;
  const range = `${sequenceText(identity.from)}-${sequenceText(identity.to)}`;
  return `part-${timeOfDayName(firstTsEventNs)}-${tag}-e${epoch}-${range}.parquet`;
}

/** What a Bronze file's name says, or undefined when it is not one. */
export function parseBronzeFileName(name: string): BronzeFileIdentity | undefined {
  const match = NAME.exec(name);
  return match === null
    ? undefined
    : {
        shardTag: match[2],
        epoch: Number(match[3]),
        from: BigInt(match[4]),
        to: BigInt(match[5]),
      };
}

/** `_dlq/<shard>/e<epoch>/<from>-<to>.parquet`: the dead letters of one batch. */
export function deadLetterKey(shard: string, epoch: number, from: bigint, to: bigint): string {
  return `_dlq/${shard}/e${epoch}/${sequenceText(from)}-${sequenceText(to)}.parquet`;
}

/** At least 12 digits, so that names sort as their sequences do. */
function sequenceText(sequence: bigint): string {
  return sequence.toString().padStart(12, '0');
}
