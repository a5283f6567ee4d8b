import {
  encodeLedgerEntry,
  ledgerEntryKey,
  NO_ENTRY_SHA256,
  sha256Hex,
  type LedgerEntry,
  type LedgerEntryKind,
} from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** What an entry says beside its head. */
type Body<Kind extends LedgerEntryKind> = Omit<
  Extract<LedgerEntry, { kind: Kind }>,
  'format' | 'kind' | 'tier' | 'shard' | 'number' | 'prev_sha256' | 'writer' | 'fence'
>;

const HASH = 'a'.repeat(64);

/** The entries of a log of one writer, made without a session: thousands in a moment. */
export class EntryLog {
  readonly shard = 'market';
  readonly entries: Uint8Array[] = [];
  private prevSha256 = NO_ENTRY_SHA256;
  private fence = 0;
  private writer = '';

  get head(): number {
    return this.entries.length;
  }

  get headSha256(): string {
    return this.prevSha256;
  }

  claim(writer: string): this {
    this.fence += 1;
    this.writer = writer;
    return this.add('claim', {});
  }

  epoch(): this {
    return this.add('epoch', {
      epoch: 1,
      stream: 'market',
      stream_created: 'once',
      first_seq: 1n,
      reason: 'first',
      left: null,
      gaps: [],
    });
  }

  /** The intent and the commit of message `sequence`. */
  batch(sequence: number): this {
    const at = BigInt(sequence);
    const key = `bronze/model/${sequence}.parquet`;
    const file = { key, rows: 1, bytes: 1, sha256: HASH, position_digest: HASH };
    this.add('intent', {
      epoch: 1,
      range: { from: at, to: at },
      events: 1,
      messages: 1,
      decode_fingerprint: 'd1',
      replaces: null,
      files: [file],
    });
    return this.add('commit', {
      stream: 'market',
      stream_created: 'once',
      epoch: 1,
      seq_from: at,
      seq_to: at,
      delivered: 1,
      events: 1,
      rows: 1,
      dead_letters: 0,
      gaps: [],
      files: [
        {
          ...file,
          kind: 'rows',
          dataset: 'model.v1',
          partition: 'symbol=X',
          min_ts: at,
          max_ts: at,
        },
      ],
      close_reason: 'age',
      last: { seq: at, server_ts: at, sha256: HASH },
      config_fingerprint: 'c1',
      runs: [{ run: `run-${sequence % 3}`, from: at, to: at }],
    });
  }

  /** Batches of messages `from` to `to`. */
  batches(from: number, to: number): this {
    for (let sequence = from; sequence <= to; sequence += 1) {
      this.batch(sequence);
    }
    return this;
  }

  add<Kind extends LedgerEntryKind>(kind: Kind, body: Body<Kind>): this {
    const { shard, writer, fence } = this;
    const head = { format: 1, kind, tier: 'bronze', shard, number: this.head + 1 } as const;
    const link = { prev_sha256: this.prevSha256, writer, fence };
    const bytes = encodeLedgerEntry({ ...head, ...link, ...body } as unknown as LedgerEntry);
    this.entries.push(bytes);
    this.prevSha256 = sha256Hex(bytes);
    return this;
  }

  /** Puts the entries into a lake, each in its own file. */
  async save(store: ObjectStore): Promise<void> {
    for (const [index, bytes] of this.entries.entries()) {
      await store.createIfAbsent(this.key(index + 1), { bytes });
    }
  }

  key(number: number): string {
    return ledgerEntryKey('bronze', this.shard, number);
  }
}

/** A log with a claim, an epoch, `count` batches and, after `claimAt` of them, another claim. */
export function logOf(count: number, claimAt = count): EntryLog {
  const log = new EntryLog().claim('one').epoch().batches(1, claimAt);
  return claimAt === count ? log : log.claim('two').batches(claimAt + 1, count);
}
