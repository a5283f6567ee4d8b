import {
  encodeLedgerSegment,
  ledgerCheckpointKey,
  ledgerSegmentKey,
  NO_ENTRY_SHA256,
} from '@assay/schemas';
import { nullLogger } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { openingState } from '../../src/checkpoint/opening-state.js';
import { LogKeeper } from '../../src/checkpoint/log-keeper.js';
import type { ChainProblem } from '../../src/read/chain-problem.js';
import { inspectChain } from '../../src/read/inspect-chain.js';
import { compactLog } from '../../src/segments/compact-log.js';
import { logOf } from '../support/entry-log.js';
import { createMapStore } from '../support/map-store.js';

/** A log of 31 entries: with segments of ten and claims at 1 and 15, or all in single files. */
async function createLog(form: 'segments' | 'singles') {
  const store = createMapStore();
  const log = logOf(14, 6);
  await log.save(store);
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  if (form === 'segments') {
    await compactLog({ ...place, head: 31, segmentEntries: 10, logger: nullLogger });
  }
  const inspect = async () => {
    const problems: ChainProblem[] = [];
    const entries = [];
    for await (const entry of inspectChain(place, (problem) => problems.push(problem))) {
      entries.push(entry);
    }
    return { problems, entries, found: problems.map(({ kind, key }) => [kind, key]) };
  };
  const edit = (key: string, from: string, to: string) => {
    const text = Buffer.from(store.objects.get(key) ?? []).toString('utf8');
    expect(text).toContain(from);
    store.objects.set(key, Buffer.from(text.replace(from, to)));
  };
  const checkpoint = async () => {
    const keeper = new LogKeeper(place, 0);
    await keeper.close(await openingState(place, nullLogger));
  };
  const segment = (from: number, to: number) => ledgerSegmentKey('bronze', 'market', { from, to });
  return { ...place, store, log, inspect, edit, segment, checkpoint };
}

describe('inspectChain', () => {
  it.each(['singles', 'segments'] as const)(
    'finds nothing wrong with a log in %s',
    async (form) => {
      const lake = await createLog(form);
      await lake.checkpoint();
      const { problems, entries } = await lake.inspect();
      expect(problems).toEqual([]);
      expect(entries.map(({ number }) => number)).toEqual(lake.log.entries.map((_, i) => i + 1));
      expect(entries.every(({ entry, number }) => entry?.number === number)).toBe(true);
    },
  );

  it('names an entry that is missing, and goes on behind it', async () => {
    const lake = await createLog('singles');
    lake.store.objects.delete(lake.log.key(8));
    const { found, entries } = await lake.inspect();
    expect(found).toEqual([['entry-missing', lake.log.key(8)]]);
    expect(entries).toHaveLength(31);
    expect(entries[7]).toMatchObject({ entry: undefined, sha256: undefined });
  });

  it.each([
    ['of its body', 'd1', 'd9', 9],
    ['of its link', '"prev_sha256":"', '"prev_sha256":"0', 9],
    ['of its first bytes', '{"format":1', '{ "format":1', 9],
  ])('names the entry that was altered: %s', async (_, from, to, number) => {
    const lake = await createLog('singles');
    const key = lake.log.key(number);
    const text = Buffer.from(lake.store.objects.get(key) ?? []).toString('utf8');
    lake.edit(key, from, to);
    if (from.includes('prev')) {
      // Keep it readable: a digest of 64 digits, another one.
      lake.store.objects.set(key, Buffer.from(text.replace(/(prev_sha256":")../, '$1ff')));
    }
    const { problems } = await lake.inspect();
    expect(new Set(problems.map((problem) => problem.key))).toEqual(new Set([key]));
    expect(problems[0].kind).toBe('entry-altered');
  });

  it('names an entry that is none', async () => {
    const lake = await createLog('singles');
    lake.edit(lake.log.key(4), '"kind":"commit"', '"kind":"other"');
    const { found, entries } = await lake.inspect();
    expect(found[0]).toEqual(['entry-unreadable', lake.log.key(4)]);
    expect(entries).toHaveLength(31);
  });

  it('names what was done to the last entries, by the checkpoint', async () => {
    const edited = await createLog('singles');
    await edited.checkpoint();
    edited.edit(edited.log.key(31), '"rows":1', '"rows":2');
    expect((await edited.inspect()).found).toEqual([['entry-altered', edited.log.key(31)]]);

    const cut = await createLog('singles');
    await cut.checkpoint();
    cut.store.objects.delete(cut.log.key(31));
    expect((await cut.inspect()).found).toEqual([['entry-missing', cut.log.key(31)]]);
    cut.store.objects.delete(ledgerCheckpointKey('bronze', 'market'));
    expect((await cut.inspect()).found).toEqual([]);
  });

  it('names a segment that was altered, missing, or swapped', async () => {
    const altered = await createLog('segments');
    altered.edit(altered.segment(1, 10), 'd1', 'd9');
    const { found } = await altered.inspect();
    expect(found.map(([kind]) => kind)).toEqual(['segment-altered', 'entry-altered']);
    expect(new Set(found.map(([, key]) => key))).toEqual(new Set([altered.segment(1, 10)]));

    const missing = await createLog('segments');
    missing.store.objects.delete(missing.segment(11, 20));
    const kinds = (await missing.inspect()).found.map(([kind, key]) => `${kind} ${key}`);
    expect(kinds).toContain(`entry-missing ${missing.log.key(11)}`);
    expect(kinds).toContain(`entry-missing ${missing.log.key(20)}`);
    // The claim at 15 has its own file, and the next segment is there.
    expect(kinds).toHaveLength(9);

    const swapped = await createLog('segments');
    const bytes = swapped.store.objects.get(swapped.segment(1, 10)) ?? new Uint8Array();
    swapped.store.objects.set(swapped.segment(11, 20), bytes);
    expect((await swapped.inspect()).found[0]).toEqual([
      'segment-altered',
      swapped.segment(11, 20),
    ]);
  });

  it('names a segment whose digest was made anew, by the one after it', async () => {
    const lake = await createLog('segments');
    const lines = lake.log.entries.slice(0, 10);
    const other = Buffer.from(
      Buffer.from(lines[3]).toString('utf8').replace('"rows":1', '"rows":2'),
    );
    const header = {
      format: 1,
      kind: 'segment',
      tier: 'bronze',
      shard: 'market',
      from: 1,
      to: 10,
      prev_sha256: NO_ENTRY_SHA256,
      last_sha256: 'b'.repeat(64),
      prev_segment_sha256: NO_ENTRY_SHA256,
    } as const;
    const bytes = encodeLedgerSegment(header, lines.with(3, other));
    lake.store.objects.set(lake.segment(1, 10), bytes);
    const { found } = await lake.inspect();
    expect(found).toContainEqual(['segment-altered', lake.segment(1, 10)]);
    expect(found).toContainEqual(['entry-altered', lake.segment(1, 10)]);
  });

  it('names a single entry that is not what its segment holds', async () => {
    const lake = await createLog('segments');
    lake.edit(lake.log.key(15), '"writer":"two"', '"writer":"who"');
    expect((await lake.inspect()).found).toEqual([['entry-differs', lake.log.key(15)]]);
    lake.store.objects.set(lake.log.key(5), lake.log.entries[5]);
    expect((await lake.inspect()).found).toContainEqual(['entry-differs', lake.log.key(5)]);
  });

  it('names every object that is no part of the log', async () => {
    const lake = await createLog('segments');
    const others = ['log/notes.txt', 'segments/notes.txt'].map(
      (name) => `_lake/bronze/market/${name}`,
    );
    const overlapping = lake.segment(15, 24);
    for (const key of [...others, overlapping]) {
      lake.store.objects.set(key, Buffer.from('x'));
    }
    const { found, entries } = await lake.inspect();
    expect(found).toEqual([...others, overlapping].map((key) => ['foreign-object', key]).sort());
    expect(entries).toHaveLength(31);
  });
});
