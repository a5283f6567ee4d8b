import type {
  AbortEntry,
  ClaimEntry,
  CommitEntry,
  EpochEntry,
  InspectedEntry,
  IntentEntry,
  LedgerEntry,
  RetireEntry,
  SealEntry,
} from '@assay/ledger';
import { equationProblems } from './commit-equation.js';
import type { Findings } from './problem.js';
import { emptyFacts, type ShardFacts } from './shard-facts.js';

/**
 * Follows a shard's log by the rules of the protocol, written down a second time and on purpose not taken
 * from the ledger: what a wrong writer would make, a reader that shares its rules would believe. Goes on
 * behind a broken rule with what the entry says.
 */
export class LogFollower {
  readonly facts: ShardFacts;
  private readonly findings: Findings;
  private fence = 0;
  private owner: string | undefined;
  private committedTo = 0n;
  /** After an entry that is missing or cannot be read nothing is known of what comes next. */
  private isLost = false;
  private key = '';

  constructor(shard: string, findings: Findings) {
    this.facts = emptyFacts(shard);
    this.findings = findings;
  }

  add({ number, key, sha256, entry }: InspectedEntry): void {
    if (sha256 !== undefined) {
      this.facts.head = { number, sha256 };
    }
    if (entry === undefined) {
      this.isLost = true;
      return;
    }
    this.key = key;
    this.expect('shard', `bronze/${this.facts.shard}`, `${entry.tier}/${entry.shard}`);
    this.expect('number', number, entry.number);
    this.checkFence(entry);
    this.follow(entry);
    this.fence = entry.fence;
  }

  private follow(entry: LedgerEntry): void {
    switch (entry.kind) {
      case 'claim':
        this.owner = entry.writer;
        return;
      case 'epoch':
        return this.epoch(entry);
      case 'intent':
        return this.intent(entry);
      case 'commit':
        return this.commit(entry);
      case 'abort':
        return this.abort(entry);
      case 'seal':
        return this.seal(entry);
      case 'retire':
        return this.retire(entry);
    }
  }

  /** Only the latest claim's writer adds entries, but for seals and retirements; a claim adds one. */
  private checkFence(entry: ClaimEntry | LedgerEntry): void {
    if (this.isLost) {
      return;
    }
    this.expect('fence', entry.kind === 'claim' ? this.fence + 1 : this.fence, entry.fence);
    if (entry.kind !== 'claim' && entry.kind !== 'seal' && entry.kind !== 'retire') {
      this.expect('writer', this.owner, entry.writer);
    }
  }

  private epoch(entry: EpochEntry): void {
    const before = this.facts.epochs.at(-1);
    if (!this.isLost) {
      this.expect('epoch', (before?.epoch ?? 0) + 1, entry.epoch);
      this.expect('open intent', undefined, this.facts.openIntent?.number);
      this.expect('epoch left', before?.epoch, entry.left?.epoch);
      this.expect('reason "first"', before === undefined, entry.reason === 'first');
    }
    this.facts.epochs.push(entry);
    this.facts.openIntent = undefined;
    this.committedTo = entry.first_seq - 1n;
    this.isLost = false;
  }

  private intent(entry: IntentEntry): void {
    const { openIntent, epochs, closedNames } = this.facts;
    if (!this.isLost) {
      this.expect('epoch', epochs.at(-1)?.epoch, entry.epoch);
      this.expect(
        'the open intent to be replaced',
        openIntent?.number,
        entry.replaces ?? undefined,
      );
      this.expect('range.from', this.committedTo + 1n, entry.range.from);
    }
    this.expect('range.to not before range.from', true, entry.range.to >= entry.range.from);
    const kept = new Set(entry.files.map(({ key }) => key));
    this.expect('every name once', entry.files.length, kept.size);
    for (const { key } of openIntent?.files ?? []) {
      if (!kept.has(key)) {
        closedNames.set(key, openIntent?.number ?? 0);
      }
    }
    this.facts.openIntent = entry;
    this.isLost = false;
  }

  private commit(entry: CommitEntry): void {
    const { facts, key } = this;
    if (!this.isLost) {
      this.commitOfIntent(entry);
      const epoch = facts.epochs.at(-1);
      this.expect('epoch', epoch?.epoch, entry.epoch);
      this.expect('stream', epoch?.stream, entry.stream);
      this.expect('stream_created', epoch?.stream_created, entry.stream_created);
    }
    for (const { expected, was } of equationProblems(entry)) {
      this.findings.problem('coverage', key, expected, was);
    }
    const commit = { key, entry, decodedBy: facts.openIntent?.decode_fingerprint };
    facts.commits.push(commit);
    for (const file of entry.files) {
      const other = facts.files.get(file.key);
      if (other !== undefined) {
        this.broken(`${file.key} committed once`, `by ${other.commit.key} already`);
      }
      facts.files.set(file.key, { file, commit });
      facts.closedNames.delete(file.key);
    }
    facts.openIntent = undefined;
    this.committedTo = entry.seq_to;
    this.isLost = false;
  }

  /** Bytes may differ from the intent's (another release finished it), names, rows and positions not. */
  private commitOfIntent(entry: CommitEntry): void {
    const intent = this.facts.openIntent;
    if (intent === undefined) {
      this.broken('an intent before the commit', 'none');
      return;
    }
    this.expect('epoch', intent.epoch, entry.epoch);
    this.expect('seq_from', intent.range.from, entry.seq_from);
    this.expect('seq_to', intent.range.to, entry.seq_to);
    this.expect('events', intent.events, entry.events);
    this.expect('messages', intent.messages, entry.delivered);
    const intended = new Map(intent.files.map((file) => [file.key, file]));
    this.expect('files', intended.size, entry.files.length);
    for (const file of entry.files) {
      const planned = intended.get(file.key);
      this.expect(`rows of ${file.key}`, planned?.rows, file.rows);
      this.expect(`positions of ${file.key}`, planned?.position_digest, file.position_digest);
    }
  }

  private abort(entry: AbortEntry): void {
    const { facts } = this;
    const intent = facts.openIntent;
    if (!this.isLost) {
      this.expect('open intent', intent?.number, entry.intent);
      this.expect('epoch', intent?.epoch, entry.epoch);
      this.expect('range.from', intent?.range.from, entry.range.from);
      this.expect('range.to', intent?.range.to, entry.range.to);
    }
    const names = new Set(intent?.files.map(({ key }) => key));
    for (const key of entry.unused_keys) {
      this.expect(`${key} in the intent`, true, this.isLost || names.has(key));
      facts.closedNames.set(key, entry.intent);
    }
    facts.openIntent = undefined;
    this.isLost = false;
  }

  private seal(entry: SealEntry): void {
    for (const { key, sha256 } of entry.files) {
      this.expect(`${key} committed`, this.facts.files.get(key)?.file.sha256, sha256);
      this.facts.sealed.set(key, entry.place);
    }
  }

  private retire(entry: RetireEntry): void {
    for (const { key, sha256 } of entry.files) {
      this.expect(`${key} committed`, this.facts.files.get(key)?.file.sha256, sha256);
      this.facts.retired.add(key);
    }
  }

  private expect(
    what: string,
    expected: string | number | bigint | boolean | undefined,
    was: string | number | bigint | boolean | undefined,
  ): void {
    if (expected !== was) {
      this.broken(`${what} ${expected ?? 'none'}`, `${was ?? 'none'}`);
    }
  }

  private broken(expected: string, was: string): void {
    this.findings.problem('protocol', this.key, expected, was);
  }
}
