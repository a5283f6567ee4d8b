import { decodePartitionValue, encodePartitionValue } from '../hive-path.js';
import type { LedgerTier } from './entry-head.js';

const ENTRY_NAME = /^(\d{20})\.json$/;
const SHARD_FOLDER = /^([^/]+)\/log\//;

/** `_lake/bronze/`: the folder of every ledger of a tier. */
export function ledgerFolder(tier: LedgerTier): string {
  return `_lake/${tier}/`;
}

/**
 * `_lake/bronze/<shard>/log/`: the folder of one shard's entries. A shard's name is encoded as
 * partition values are; throws `BAD_PATH` when it cannot name a folder.
 */
export function ledgerLogFolder(tier: LedgerTier, shard: string): string {
  return `${ledgerFolder(tier)}${encodePartitionValue(shard)}/log/`;
}

/** `_lake/bronze/<shard>/log/<20 digits>.json`. */
export function ledgerEntryKey(tier: LedgerTier, shard: string, number: number): string {
  return `${ledgerLogFolder(tier, shard)}${String(number).padStart(20, '0')}.json`;
}

/** The number that an entry's key says, or undefined when the key is not one of the log's. */
export function ledgerEntryNumber(
  tier: LedgerTier,
  shard: string,
  key: string,
): number | undefined {
  const folder = ledgerLogFolder(tier, shard);
  const match = key.startsWith(folder) ? ENTRY_NAME.exec(key.slice(folder.length)) : null;
  const number = match === null ? undefined : Number(match[1]);
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** The shard whose log a key belongs to, or undefined when it belongs to none. */
export function shardOfLedgerKey(tier: LedgerTier, key: string): string | undefined {
  const folder = ledgerFolder(tier);
  const match = key.startsWith(folder) ? SHARD_FOLDER.exec(key.slice(folder.length)) : null;
  return match === null ? undefined : decodePartitionValue(match[1]);
}
