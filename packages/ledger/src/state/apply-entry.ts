import type { CommitEntry, EpochEntry, IntentEntry, LedgerEntry } from '@assay/schemas';
import { LedgerError } from '../errors.js';
import type { LedgerState } from './ledger-state.js';

/** An entry and the SHA-256 of its bytes, which the next entry has to name. */
export interface LoggedEntry {
  readonly entry: LedgerEntry;
  readonly sha256: string;
}

/**
 * The state after one more entry. Throws `BROKEN_CHAIN` when the entry does not follow from the state:
 * no correct writer can have made it.
 */
export function applyEntry(state: LedgerState, logged: LoggedEntry): LedgerState {
  const { entry, sha256 } = logged;
  checkLink(state, entry);
  checkFence(state, entry);
  const next = { ...state, head: entry.number, headSha256: sha256 };
  switch (entry.kind) {
    case 'claim':
      return { ...next, fence: entry.fence, owner: entry.writer };
    case 'epoch':
      return applyEpoch(next, entry);
    case 'intent':
      return applyIntent(next, entry);
    case 'commit':
      return applyCommit(next, entry);
    case 'abort':
    case 'seal':
    case 'retire':
      throw new LedgerError(
        'UNSUPPORTED_ENTRY',
        `${place(entry)}: expected claim, epoch, intent or commit, was ${entry.kind}: ` +
          'open this lake with a later release',
      );
  }
}

function checkLink(state: LedgerState, entry: LedgerEntry): void {
  expect(entry, 'shard', `${state.tier}/${state.shard}`, `${entry.tier}/${entry.shard}`);
  expect(entry, 'number', state.head + 1, entry.number);
  expect(entry, 'prev_sha256', state.headSha256, entry.prev_sha256);
}

/** Only the latest claim's writer adds entries; a claim raises the fence by one. */
function checkFence(state: LedgerState, entry: LedgerEntry): void {
  if (entry.kind === 'claim') {
    expect(entry, 'fence', state.fence + 1, entry.fence);
    return;
  }
  expect(entry, 'fence', state.fence, entry.fence);
  expect(entry, 'writer', state.owner, entry.writer);
}

function applyEpoch(state: LedgerState, entry: EpochEntry): LedgerState {
  expect(entry, 'epoch', (state.epoch?.epoch ?? 0) + 1, entry.epoch);
  expect(entry, 'open intent', undefined, state.openIntent?.number);
  const { leftIncarnations: known, committedTo, last } = state;
  const returned = known.find(({ created }) => created === entry.stream_created);
  expect(entry, 'a log that was left before', entry.reason === 'returned', returned !== undefined);
  if (returned !== undefined) {
    expect(entry, 'first_seq', returned.committedTo + 1n, entry.first_seq);
  }
  const left =
    state.epoch === undefined ? [] : [{ created: state.epoch.created, committedTo, last }];
  return {
    ...state,
    epoch: { epoch: entry.epoch, stream: entry.stream, created: entry.stream_created },
    leftIncarnations: [...known.filter((each) => each !== returned), ...left],
    committedTo: entry.first_seq - 1n,
    last: returned?.last,
  };
}

function applyIntent(state: LedgerState, entry: IntentEntry): LedgerState {
  expect(entry, 'epoch', state.epoch?.epoch, entry.epoch);
  expect(entry, 'open intent', undefined, state.openIntent?.number);
  if (entry.replaces !== null) {
    throw new LedgerError(
      'UNSUPPORTED_ENTRY',
      `${place(entry)}: expected an intent of its own, was one that replaces ${entry.replaces}: ` +
        'open this lake with a later release',
    );
  }
  expect(entry, 'range.from', state.committedTo + 1n, entry.range.from);
  expect(entry, 'range.to >= range.from', true, entry.range.to >= entry.range.from);
  return { ...state, openIntent: entry };
}

function applyCommit(state: LedgerState, entry: CommitEntry): LedgerState {
  const intent = state.openIntent;
  if (intent === undefined) {
    throw broken(entry, 'expected an intent before the commit, was none');
  }
  expect(entry, 'epoch', intent.epoch, entry.epoch);
  expect(entry, 'stream_created', state.epoch?.created, entry.stream_created);
  expect(entry, 'seq_from', intent.range.from, entry.seq_from);
  expect(entry, 'seq_to', intent.range.to, entry.seq_to);
  expect(entry, 'files as in its intent', true, keysOf(intent.files) === keysOf(entry.files));
  const { last } = entry;
  return {
    ...state,
    committedTo: entry.seq_to,
    openIntent: undefined,
    last:
      last === null
        ? state.last
        : {
            sequence: last.seq,
            serverTimeNs: last.server_ts ?? undefined,
            sha256: last.sha256,
          },
  };
}

function keysOf(files: readonly { readonly key: string }[]): string {
  return files
    .map((file) => file.key)
    .sort()
    .join(' ');
}

function expect(
  entry: LedgerEntry,
  what: string,
  expected: string | number | bigint | boolean | undefined,
  actual: string | number | bigint | boolean | undefined,
): void {
  if (expected !== actual) {
    throw broken(entry, `expected ${what} ${expected ?? 'none'}, was ${actual ?? 'none'}`);
  }
}

function broken(entry: LedgerEntry, problem: string): LedgerError {
  return new LedgerError(
    'BROKEN_CHAIN',
    `${place(entry)}: ${problem}: the commit log was altered, restore it from a copy`,
  );
}

function place(entry: LedgerEntry): string {
  return `ledger ${entry.tier}/${entry.shard}, entry ${entry.number} (${entry.kind})`;
}
