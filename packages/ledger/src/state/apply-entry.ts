import {
  SHARD_SEALS,
  type AbortEntry,
  type CommitEntry,
  type IntentEntry,
  type LedgerEntry,
  type SealEntry,
} from '@assay/schemas';
import { applyEpoch } from './apply-epoch.js';
import { expectThat, type Expected } from './expect-that.js';
import type { LedgerState } from './ledger-state.js';
import { markOf } from './message-mark.js';

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
  checkAuthor(state, entry);
  const next = { ...state, head: entry.number, headSha256: sha256 };
  switch (entry.kind) {
    case 'claim':
      return { ...next, fence: entry.fence, owner: entry.writer };
    case 'epoch':
      return applyEpoch(state, next, entry);
    case 'intent':
      return applyIntent(next, entry);
    case 'commit':
      return applyCommit(next, entry);
    case 'abort':
      return applyAbort(next, entry);
    case 'seal':
      return applySeal(next, entry);
    case 'retire':
      return next;
  }
}

function checkLink(state: LedgerState, entry: LedgerEntry): void {
  expectThat(entry, 'shard', `${state.tier}/${state.shard}`, `${entry.tier}/${entry.shard}`);
  expectThat(entry, 'number', state.head + 1, entry.number);
  expectThat(entry, 'prev_sha256', state.headSha256, entry.prev_sha256);
}

/**
 * A claim raises the fence by one; only the latest claim's writer adds what moves the cursor. Seals and
 * retirements may be anybody's.
 */
function checkAuthor(state: LedgerState, entry: LedgerEntry): void {
  if (entry.kind === 'seal' || entry.kind === 'retire') {
    expectThat(entry, 'fence', state.fence, entry.fence);
    return;
  }
  expectThat(entry, 'seal of the shard', undefined, state.seal?.entry);
  if (entry.kind === 'claim') {
    expectThat(entry, 'fence', state.fence + 1, entry.fence);
    return;
  }
  expectThat(entry, 'fence', state.fence, entry.fence);
  expectThat(entry, 'writer', state.owner, entry.writer);
}

function applyIntent(state: LedgerState, entry: IntentEntry): LedgerState {
  const { openIntent } = state;
  expectThat(entry, 'epoch', state.epoch?.epoch, entry.epoch);
  expectThat(entry, 'open intent', entry.replaces ?? undefined, openIntent?.number);
  expectThat(entry, 'range.from', state.committedTo + 1n, entry.range.from);
  expectThat(entry, 'range.to >= range.from', true, entry.range.to >= entry.range.from);
  if (openIntent !== undefined) {
    expectThat(entry, 'range.to', openIntent.range.to, entry.range.to);
    const kept = new Set(keptKeys(entry));
    const dropped = announcedKeys(openIntent).find((key) => !kept.has(key));
    expectThat(entry, 'a name of the replaced intent left out', undefined, dropped);
  }
  return { ...state, openIntent: entry };
}

function applyCommit(state: LedgerState, entry: CommitEntry): LedgerState {
  const intent = state.openIntent;
  expectThat(entry, 'an intent before the commit', true, intent !== undefined);
  if (intent === undefined) {
    return state;
  }
  const { adopted = [], files, closed_keys: closed = [] } = intent;
  expectThat(entry, 'epoch', intent.epoch, entry.epoch);
  expectThat(entry, 'stream_created', state.epoch?.created, entry.stream_created);
  expectThat(entry, 'seq_from', intent.range.from, entry.seq_from);
  expectThat(entry, 'seq_to', intent.range.to, entry.seq_to);
  const announced = [...adopted, ...files].map(({ key }) => key);
  expectSame(
    entry,
    'files',
    announced,
    entry.files.map(({ key }) => key),
  );
  expectSame(entry, 'closed names', closed, entry.closed_keys ?? []);
  const { derivation } = entry;
  expectThat(entry, 'state', intent.derivation?.state.sha256, derivation?.state.sha256);
  return {
    ...state,
    committedTo: entry.seq_to,
    openIntent: undefined,
    last: markOf(entry.last) ?? state.last,
    derivation,
  };
}

function applyAbort(state: LedgerState, entry: AbortEntry): LedgerState {
  const { openIntent } = state;
  expectThat(entry, 'open intent', entry.intent, openIntent?.number);
  expectThat(entry, 'epoch', openIntent?.epoch, entry.epoch);
  expectThat(entry, 'range.from', openIntent?.range.from, entry.range.from);
  expectThat(entry, 'range.to', openIntent?.range.to, entry.range.to);
  const announced = openIntent === undefined ? [] : announcedKeys(openIntent);
  expectSame(entry, 'names', announced, entry.unused_keys);
  return { ...state, openIntent: undefined };
}

function applySeal(state: LedgerState, entry: SealEntry): LedgerState {
  if (!SHARD_SEALS.includes(entry.reason)) {
    return state;
  }
  expectThat(entry, 'open intent', undefined, state.openIntent?.number);
  const { reason, place, number } = entry;
  return { ...state, seal: { reason, place, entry: number } };
}

/** Every name that an intent or those before it announced. */
function announcedKeys({ files, adopted = [], closed_keys: closed = [] }: IntentEntry): string[] {
  return [...files, ...adopted].map(({ key }) => key).concat(closed);
}

/** Names of the intents before it that an intent says something of. */
function keptKeys({ adopted = [], closed_keys: closed = [] }: IntentEntry): string[] {
  return adopted.map(({ key }) => key).concat(closed);
}

function expectSame(
  entry: LedgerEntry,
  what: string,
  expected: readonly string[],
  actual: readonly string[],
): void {
  const text = (keys: readonly string[]): Expected => keys.toSorted().join(' ');
  expectThat(entry, `${what} as in its intent`, true, text(expected) === text(actual));
}
