import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '@assay/ledger';
import { NO_ENTRY_SHA256 } from '@assay/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogFollower } from '../../src/verify/follow-log.js';
import { Findings } from '../../src/verify/problem.js';
import { entriesOf, entryKey, smallLake } from './lake.js';

let folder: string;
let entries: LedgerEntry[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-verify-'));
  entries = await entriesOf(await smallLake(folder));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What following these entries finds, whatever links them. */
function follow(log: readonly LedgerEntry[]): string[] {
  const findings = new Findings();
  const follower = new LogFollower('market', findings);
  for (const [index, entry] of log.entries()) {
    const number = index + 1;
    follower.add({ number, key: entryKey(number), sha256: NO_ENTRY_SHA256, entry });
  }
  return findings.problems.map(({ kind, object, expected }) => `${kind} ${object} ${expected}`);
}

/** Another value of the same type. */
function other(value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return value + 1n;
    case 'number':
      return value + 1;
    case 'string':
      return `${value}x`;
    default:
      return undefined;
  }
}

/** The entry with one of its fields changed; nested ones by a path of names and indexes. */
function changed(entry: LedgerEntry, path: readonly string[]): LedgerEntry {
  const copy = structuredClone(entry);
  let holder = copy as unknown as Record<string, unknown>;
  for (const name of path.slice(0, -1)) {
    holder = holder[name] as Record<string, unknown>;
  }
  const name = path.at(-1) ?? '';
  holder[name] = other(holder[name]);
  return copy;
}

function* pathsOf(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      yield* pathsOf(member, [...path, name]);
    }
  } else if (other(value) !== undefined) {
    yield path;
  }
}

/**
 * Fields that no rule of the log holds: what links and files say is checked where they are read (bytes,
 * digests, times, places, runs), and these say something that only a certificate or the log itself knows.
 */
const HELD_ELSEWHERE =
  /^(?:format|kind|prev_sha256|files\.\d+\.(?:bytes|sha256|min_ts|max_ts|kind|dataset|partition)|runs\..*)$/;
const FREE = [
  'commit close_reason',
  'commit config_fingerprint',
  'intent checks',
  'intent decode_fingerprint',
];

describe('the rules of a log', () => {
  it('are kept by the writer', () => {
    expect(follow(entries)).toEqual([]);
  });

  it('hold every field of every entry to something, but for the few that are listed', () => {
    const free: string[] = [];
    for (const [index, entry] of entries.entries()) {
      for (const path of pathsOf(entry)) {
        const name = path.join('.');
        const log = entries.with(index, changed(entry, path));
        if (follow(log).length === 0 && !HELD_ELSEWHERE.test(name)) {
          free.push(`${entry.kind} ${name}`);
        }
      }
    }
    expect([...new Set(free)].sort()).toEqual(FREE);
  });

  it('let no entry be left out, doubled or put before another', () => {
    for (let index = 0; index < entries.length - 1; index += 1) {
      const renumber = (log: readonly LedgerEntry[]) =>
        log.map((entry, at) => ({ ...entry, number: at + 1 }));
      const [entry, next] = entries.slice(index, index + 2);
      expect(follow(renumber(entries.toSpliced(index, 1))), `left out ${index}`).not.toEqual([]);
      expect(follow(renumber(entries.toSpliced(index, 0, entry))), `doubled`).not.toEqual([]);
      expect(follow(renumber(entries.toSpliced(index, 2, next, entry)))).not.toEqual([]);
    }
  });

  it('let nothing follow the seal of a shard but seals and retirements', () => {
    const [last] = entries.slice(-1);
    const { format, tier, shard, prev_sha256, writer, fence } = last;
    const common = { format, tier, shard, prev_sha256, writer, fence };
    const number = entries.length + 1;
    const seal = (at: number): LedgerEntry => {
      return { ...common, kind: 'seal', number: at, reason: 'moved', place: '/else', files: [] };
    };
    const sealed = [...entries, seal(number)];
    expect(follow([...sealed, seal(number + 1)])).toEqual([]);
    const claim: LedgerEntry = { ...common, kind: 'claim', number: number + 1, fence: fence + 1 };
    expect(follow([...sealed, claim])).toEqual([
      `protocol ${entryKey(claim.number)} nothing more, for the shard is sealed`,
    ]);
  });
});
