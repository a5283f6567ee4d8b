import { encodePartitionValue } from '../hive-path.js';
import type { LedgerTier } from './entry-head.js';
import { ledgerFolder } from './ledger-key.js';

const SEGMENT_NAME = /^(\d{20})-(\d{20})\.ndjson$/;

/** Numbers of a segment's first and last entry. */
export interface SegmentRange {
  readonly from: number;
  readonly to: number;
}

/** `_lake/bronze/<shard>/segments/`: older entries of a log, many in one object. */
export function ledgerSegmentFolder(tier: LedgerTier, shard: string): string {
  return `${shardFolder(tier, shard)}segments/`;
}

/** `_lake/bronze/<shard>/segments/<20 digits>-<20 digits>.ndjson`. */
export function ledgerSegmentKey(tier: LedgerTier, shard: string, range: SegmentRange): string {
  const { from, to } = range;
  return `${ledgerSegmentFolder(tier, shard)}${digits(from)}-${digits(to)}.ndjson`;
}

/** The range that a segment's key says, or undefined when the key is not one of a segment. */
export function ledgerSegmentRange(
  tier: LedgerTier,
  shard: string,
  key: string,
): SegmentRange | undefined {
  const folder = ledgerSegmentFolder(tier, shard);
  const match = key.startsWith(folder) ? SEGMENT_NAME.exec(key.slice(folder.length)) : null;
  if (match === null) {
    return undefined;
  }
  const [from, to] = [Number(match[1]), Number(match[2])];
  return from >= 1 && to >= from && Number.isSafeInteger(to) ? { from, to } : undefined;
}

/** `_lake/bronze/<shard>/checkpoint.json`. */
export function ledgerCheckpointKey(tier: LedgerTier, shard: string): string {
  return `${shardFolder(tier, shard)}checkpoint.json`;
}

/** `_lake/bronze/<shard>/lease.json`. */
export function ledgerLeaseKey(tier: LedgerTier, shard: string): string {
  return `${shardFolder(tier, shard)}lease.json`;
}

function shardFolder(tier: LedgerTier, shard: string): string {
  return `${ledgerFolder(tier)}${encodePartitionValue(shard)}/`;
}

function digits(number: number): string {
  return String(number).padStart(20, '0');
}
