import type {
  AbortEntry,
  CommitEntry,
  EpochEntry,
  InspectedEntry,
  IntentEntry,
  LedgerEntry,
  RetireEntry,
  SealEntry,
} from '@assay/ledger';
import { decodeChecks, SHARD_SEALS } from '@assay/schemas';
import { equationProblems } from './commit-equation.js';
import type { Findings } from './problem.js';
import { emptyFacts, FILTERED, type ShardFacts } from './shard-facts.js';

type Value = string | number | bigint | boolean | null | undefined;

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
  private isSealed = false;
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
  private checkFence(entry: LedgerEntry): void {
    if (this.isLost) {
      return;
    }
    const isOwners = entry.kind !== 'seal' && entry.kind !== 'retire';
    if (this.isSealed && isOwners) {
      this.broken('nothing more, for the shard is sealed', entry.kind);
    }
    this.expect('fence', entry.kind === 'claim' ? this.fence + 1 : this.fence, entry.fence);
    if (entry.kind !== 'claim' && isOwners) {
      this.expect('writer', this.owner, entry.writer);
    }
  }

  private epoch(entry: EpochEntry): void {
    const { epochs, openIntent } = this.facts;
    const before = epochs.at(-1);
    if (!this.isLost) {
      this.expect('epoch', (before?.epoch ?? 0) + 1, entry.epoch);
      this.expect('open intent', undefined, openIntent?.number);
      this.expect('epoch left', before?.epoch, entry.left?.epoch);
      this.expect('seq_to left', before && this.committedTo, entry.left?.seq_to);
      const isKnown = epochs.some((each) => each.stream_created === entry.stream_created);
      const reasons =
        before === undefined ? 'first' : isKnown ? 'returned or rewound' : 'recreated';
      this.expect('reason', reasons.includes(entry.reason) ? entry.reason : reasons, entry.reason);
    }
    const { continues, maybe_twice: maybe } = entry;
    if (maybe !== undefined && maybe !== null) {
      this.findings.note('maybe-twice', this.key, Number(maybe.to - maybe.from + 1n));
    }
    if (continues !== undefined && continues !== null) {
      const of = epochs.find(({ epoch }) => epoch === continues.epoch);
      this.expect(
        'stream_created of the epoch continued',
        entry.stream_created,
        of?.stream_created,
      );
      this.expect('first_seq', continues.seq_to + 1n, entry.first_seq);
    }
    epochs.push(entry);
    this.facts.openIntent = undefined;
    this.committedTo = entry.first_seq - 1n;
    this.isLost = false;
  }

  private intent(entry: IntentEntry): void {
    const { openIntent, epochs, closedNames } = this.facts;
    const { range, adopted = [], closed_keys: closed = [] } = entry;
    if (!this.isLost) {
      this.expect('epoch', epochs.at(-1)?.epoch, entry.epoch);
      this.expect(
        'the open intent to be replaced',
        openIntent?.number,
        entry.replaces ?? undefined,
      );
      this.expect('range.from', this.committedTo + 1n, range.from);
      this.expect('range.to', openIntent?.range.to ?? range.to, range.to);
    }
    this.expect('range.to not before range.from', true, range.to >= range.from);
    if (entry.checks !== undefined) {
      this.expect('checks', entry.messages, decodeChecks(entry.checks).length);
    }
    const names = [...adopted, ...entry.files].map(({ key }) => key);
    const kept = new Set([...names, ...closed]);
    this.expect('every name once', names.length + closed.length, kept.size);
    for (const key of openIntent === undefined ? [] : announcedKeys(openIntent)) {
      this.expect(`${key}, of the intent it replaces`, true, kept.has(key));
    }
    for (const key of closed) {
      closedNames.set(key, entry.number);
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
    const { openIntent } = facts;
    const commit = {
      key,
      entry,
      decodedBy: openIntent?.decode_fingerprint,
      isCompleted: openIntent !== undefined && openIntent.replaces !== null,
    };
    facts.commits.push(commit);
    for (const file of entry.files) {
      const other = facts.files.get(file.key);
      if (other !== undefined) {
        this.broken(`${file.key} committed once`, `by ${other.commit.key} already`);
      }
      facts.files.set(file.key, { file, commit });
    }
    if (entry.gaps.some(({ reason }) => reason === FILTERED)) {
      this.findings.note('not-provable', facts.shard);
    }
    for (const name of entry.closed_keys ?? []) {
      facts.closedNames.set(name, facts.openIntent?.number ?? entry.number);
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
    this.expect('events_lost', intent.events_lost ?? 0, entry.events_lost ?? 0);
    this.expect('gaps', gapsText(intent.gaps ?? entry.gaps), gapsText(entry.gaps));
    this.expect(
      'closed names',
      (intent.closed_keys ?? []).join(),
      (entry.closed_keys ?? []).join(),
    );
    if (intent.last !== undefined) {
      this.expect('last message', intent.last?.sha256, entry.last?.sha256);
      this.expect('sequence of the last message', intent.last?.seq, entry.last?.seq);
      this.expect('time of the last message', intent.last?.server_ts, entry.last?.server_ts);
    }
    const announced = [...(intent.adopted ?? []), ...intent.files];
    const intended = new Map(announced.map((file) => [file.key, file]));
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
    const names = new Set(intent === undefined ? [] : announcedKeys(intent));
    this.expect(
      'names',
      this.isLost ? entry.unused_keys.length : names.size,
      entry.unused_keys.length,
    );
    for (const key of entry.unused_keys) {
      this.expect(`${key} in the intent`, true, this.isLost || names.has(key));
      facts.closedNames.set(key, entry.intent);
    }
    facts.openIntent = undefined;
    this.isLost = false;
  }

  private seal(entry: SealEntry): void {
    const { facts } = this;
    for (const { key, sha256 } of entry.files) {
      this.expect(`${key} committed`, facts.files.get(key)?.file.sha256, sha256);
      // The shard that follows another one is no place of files.
      if (entry.reason !== 'followed') {
        facts.sealed.set(key, entry.place);
      }
    }
    if (SHARD_SEALS.includes(entry.reason)) {
      this.expect('open intent', undefined, facts.openIntent?.number);
      this.isSealed = true;
      facts.movedTo = entry.reason === 'moved' ? entry.place : undefined;
    }
  }

  private retire(entry: RetireEntry): void {
    for (const { key, sha256 } of entry.files) {
      this.expect(`${key} committed`, this.facts.files.get(key)?.file.sha256, sha256);
      this.facts.retired.add(key);
    }
    this.facts.certificates.set(entry.certificate_sha256, this.key);
  }

  private expect(what: string, expected: Value, was: Value): void {
    if (expected !== was) {
      this.broken(`${what} ${expected ?? 'none'}`, `${was ?? 'none'}`);
    }
  }

  private broken(expected: string, was: string): void {
    this.findings.problem('protocol', this.key, expected, was);
  }
}

/** Every name that an intent, or one that it replaces, announced. */
function announcedKeys({ files, adopted = [], closed_keys: closed = [] }: IntentEntry): string[] {
  return [...files, ...adopted].map(({ key }) => key).concat(closed);
}

function gapsText(gaps: CommitEntry['gaps']): string {
  return gaps.map(({ from, to, reason }) => `${from} to ${to} ${reason}`).join(', ');
}
