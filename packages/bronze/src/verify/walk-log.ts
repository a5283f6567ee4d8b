import { inLanes, type LedgerEntry } from '@assay/ledger';
import {
  encodeLedgerEntry,
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerLogFolder,
  NO_ENTRY_SHA256,
  parseLedgerEntry,
  sha256Hex,
} from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import type { Findings } from './problem.js';

/** An entry of the log as it lies in the lake. */
export interface WalkedEntry {
  readonly number: number;
  readonly key: string;
  /** SHA-256 of its bytes; undefined when it is missing. */
  readonly sha256: string | undefined;
  /** Undefined when it is missing or cannot be read. */
  readonly entry: LedgerEntry | undefined;
}

/** Entries read at a time. */
const LANES = 32;

/**
 * Every entry of a shard's log, from the first to the last, each with its link to the one before checked.
 * Unlike the reader of the ledger it goes on behind a problem, and reports every one.
 */
export async function* walkLog(
  store: ObjectStore,
  shard: string,
  findings: Findings,
): AsyncGenerator<WalkedEntry> {
  const last = await lastEntry(store, shard, findings);
  const links = new LinkCheck(findings);
  for (let from = 1; from <= last; from += LANES) {
    const width = Math.min(LANES, last - from + 1);
    const group = await inLanes(
      LANES,
      Array.from(
        { length: width },
        (_, index) => () => walkEntry(store, shard, from + index, findings),
      ),
    );
    for (const walked of group) {
      links.add(walked);
      yield walked;
    }
  }
  links.end();
}

async function lastEntry(store: ObjectStore, shard: string, findings: Findings): Promise<number> {
  let last = 0;
  for await (const { key } of store.list(ledgerLogFolder('bronze', shard))) {
    const number = ledgerEntryNumber('bronze', shard, key);
    if (number === undefined) {
      findings.problem('foreign-object', key, 'numbered entries only', 'another object');
    } else {
      last = Math.max(last, number);
    }
  }
  return last;
}

async function walkEntry(
  store: ObjectStore,
  shard: string,
  number: number,
  findings: Findings,
): Promise<WalkedEntry> {
  const key = ledgerEntryKey('bronze', shard, number);
  let bytes: Uint8Array;
  try {
    bytes = await store.read(key);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'NOT_FOUND') {
      throw error;
    }
    findings.problem('entry-missing', key, `entry ${number}, for later ones exist`, 'none');
    return { number, key, sha256: undefined, entry: undefined };
  }
  return { number, key, sha256: sha256Hex(bytes), entry: readEntry(bytes, key, findings) };
}

function readEntry(bytes: Uint8Array, key: string, findings: Findings): LedgerEntry | undefined {
  let entry: LedgerEntry;
  try {
    entry = parseLedgerEntry(bytes, key);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    findings.problem('entry-unreadable', key, 'an entry of the log', words.replace(`${key}: `, ''));
    return undefined;
  }
  // The same entry always has the same bytes: even a blank more was not written by a writer.
  if (!Buffer.from(encodeLedgerEntry(entry)).equals(bytes)) {
    findings.problem('entry-altered', key, 'the bytes that a writer makes of it', 'others');
  }
  return entry;
}

/**
 * Checks that each entry names the digest of the one before. Where a link is broken one of two entries
 * was altered: when the next link is broken as well it is the second of them, else the first.
 */
class LinkCheck {
  private readonly findings: Findings;
  private previous: WalkedEntry | undefined;
  /** A broken link between two entries that is not yet laid to one of them. */
  private broken:
    { readonly first: WalkedEntry; readonly named: string; readonly by: string } | undefined;

  constructor(findings: Findings) {
    this.findings = findings;
  }

  add(next: WalkedEntry): void {
    const { previous } = this;
    this.previous = next;
    const expected = previous === undefined ? NO_ENTRY_SHA256 : previous.sha256;
    const named = next.entry?.prev_sha256;
    const isBroken = expected !== undefined && named !== undefined && named !== expected;
    if (previous === undefined) {
      if (isBroken) {
        this.findings.problem('entry-altered', next.key, `prev_sha256 ${expected}`, named);
      }
      return;
    }
    if (isBroken && this.broken !== undefined) {
      this.lay(previous, named, next.key);
      this.broken = undefined;
    } else if (isBroken) {
      this.broken = { first: previous, named, by: next.key };
    } else {
      this.end();
    }
  }

  end(): void {
    if (this.broken !== undefined) {
      const { first, named, by } = this.broken;
      this.lay(first, named, by);
      this.broken = undefined;
    }
  }

  private lay({ key, sha256 }: WalkedEntry, named: string, by: string): void {
    const expected = `SHA-256 ${named}, as ${by} says`;
    this.findings.problem('entry-altered', key, expected, sha256 ?? 'none');
  }
}
