import {
  copyFile,
  mkdir,
  readFile,
  readdir,
  stat,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WalFiles } from '../src/files/wal-files.js';
import { RECORD_HEAD } from '../src/ipc/message-head.js';
import { SCHEMA_MESSAGE } from '../src/ipc/schema-message.js';
import type { ProcessTable } from '@assay/telemetry';
import { segmentName } from '../src/segment.js';
import { chanceOf, createSimulatedDisk } from './support/simulated-files.js';
import { openMarket } from './support/open-sequence.js';
import { payloads, readAll, texts } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

const segmentPath = (root: string, first = 1n): string => `${root}/market/${segmentName(first)}`;

/** A closed folder with one group commit for each list of payloads, and where each one ends. */
async function written(
  root: string,
  groups: readonly (readonly string[])[],
): Promise<{ ends: number[] }> {
  const { folder, market } = await openMarket(root);
  const ends: number[] = [];
  for (const group of groups) {
    await market.appendBatch(texts(...group));
    ends.push(market.state().bytes);
  }
  await folder.close();
  return { ends };
}

/** A folder like `from`, whose first segment holds `bytes`. */
async function withSegment(from: string, to: string, bytes: Uint8Array): Promise<string> {
  await mkdir(`${to}/market`, { recursive: true });
  await copyFile(`${from}/log.json`, `${to}/log.json`);
  await writeFile(segmentPath(to), bytes);
  return to;
}

/** A simulated disk with a folder like `from`, whose first segment holds `bytes`. */
async function diskWithSegment(from: string, bytes: Uint8Array): Promise<WalFiles> {
  const { files } = createSimulatedDisk();
  const put = async (name: string, content: Uint8Array): Promise<void> => {
    const file = await files.create(`/wal/${name}`);
    await file.write([content], 0);
  };
  await put('log.json', await readFile(`${from}/log.json`));
  await put(`market/${segmentName(1n)}`, bytes);
  return files;
}

/** The one process of a machine of its own. */
const ALONE: ProcessTable = {
  self: () => ({ host: 'h', bootId: 'b', pid: 1, processStartTime: '1' }),
  startTime: () => '1',
};

const GROUPS = [['a', 'b'], ['c'], ['d', 'e', 'f'], ['g', 'h']];
/** What remains of `GROUPS` when the segment is cut to `size` bytes. */
const kept = (ends: readonly number[], size: number): string[] =>
  GROUPS.filter((_, group) => (ends[group] ?? 0) <= size).flat();

describe('recovery', () => {
  it('keeps every whole batch, wherever in the last two the file is cut', async () => {
    const root = await temporaryFolder();
    const { ends } = await written(`${root}/whole`, GROUPS);
    const bytes = await readFile(segmentPath(`${root}/whole`));
    for (let size = ends[1]; size < bytes.length; size += 1) {
      const files = await diskWithSegment(`${root}/whole`, bytes.subarray(0, size));
      const { folder, market } = await openMarket('/wal', { files, processes: ALONE });
      const whole = kept(ends, size);
      const end = ends[whole.length === 3 ? 1 : 2];
      expect(payloads(await readAll(market))).toEqual(whole);
      expect(market.tornTail?.bytesCut ?? 0).toBe(size - end);
      expect(await market.append(texts('next')[0])).toBe(BigInt(whole.length + 1));
      await folder.close();
      const again = await openMarket('/wal', { files, processes: ALONE });
      expect(again.market.tornTail).toBeUndefined();
      expect(payloads(await readAll(again.market))).toEqual([...whole, 'next']);
      await again.folder.close();
    }
  });

  it('cuts any garbage off the end, and never what was whole', async () => {
    const root = await temporaryFolder();
    const { ends } = await written(`${root}/whole`, GROUPS);
    const bytes = await readFile(segmentPath(`${root}/whole`));
    const lastGroup = bytes.length - ends[2];
    const damage = fc.oneof(
      fc.record({ kind: fc.constant('flip' as const), at: fc.nat(lastGroup - 1), bit: fc.nat(7) }),
      fc.record({
        kind: fc.constant('zero' as const),
        at: fc.nat(lastGroup - 1),
        bit: fc.constant(0),
      }),
      fc.record({
        kind: fc.constant('append' as const),
        at: fc.integer({ min: 1, max: 99 }),
        bit: fc.nat(255),
      }),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ({ kind, at, bit }) => {
        const damaged =
          kind === 'append'
            ? Buffer.concat([bytes, Buffer.alloc(at * 8, bit)])
            : Buffer.from(bytes);
        const place = ends[2] + at;
        if (kind === 'flip') damaged[place] = damaged[place] ^ (1 << bit);
        if (kind === 'zero') damaged.fill(0, place);
        const files = await diskWithSegment(`${root}/whole`, damaged);
        const { folder, market } = await openMarket('/wal', { files, processes: ALONE });
        const isUnchanged = damaged.equals(bytes);
        const whole = kind === 'append' || isUnchanged ? GROUPS.flat() : kept(ends, ends[2]);
        expect(payloads(await readAll(market))).toEqual(whole);
        expect(market.tornTail === undefined).toBe(isUnchanged);
        await folder.close();
      }),
      { numRuns: 500 },
    );
  });

  it('says which file was cut, by how much, why, and what is the last whole position', async () => {
    const root = await temporaryFolder();
    const { ends } = await written(root, GROUPS);
    await truncate(segmentPath(root), ends[3] - 5);
    const { market } = await openMarket(root);
    const cut = ends[3] - 5 - ends[2];
    expect(market.tornTail).toMatchObject({
      file: segmentPath(root),
      bytesCut: cut,
      lastPosition: 6n,
    });
    expect(market.tornTail?.message).toContain(
      `${segmentPath(root)}: cut ${cut} bytes of a torn tail from byte ${ends[2]} on`,
    );
    expect(market.tornTail?.message).toContain('the last whole position is 6');
    expect((await stat(segmentPath(root))).size).toBe(ends[2]);
  });

  it('makes a torn schema again, and cuts a segment that is only zeros', async () => {
    const root = await temporaryFolder();
    await written(`${root}/whole`, []);
    for (const [name, bytes] of [
      ['empty', Buffer.alloc(0)],
      ['half', SCHEMA_MESSAGE.subarray(0, 100)],
      ['zeros', Buffer.alloc(8192)],
    ] as const) {
      const copy = await withSegment(`${root}/whole`, `${root}/${name}`, bytes);
      const { folder, market } = await openMarket(copy);
      expect(await market.append(texts('x')[0])).toBe(1n);
      await folder.close();
      expect(payloads(await readAll((await openMarket(copy)).market))).toEqual(['x']);
    }
  });

  it('refuses damage that later batches show to have been durable', async () => {
    const root = await temporaryFolder();
    const { ends } = await written(`${root}/whole`, GROUPS);
    const bytes = await readFile(segmentPath(`${root}/whole`));
    const firstBody = SCHEMA_MESSAGE.length + RECORD_HEAD.length;
    for (const place of [10, SCHEMA_MESSAGE.length + 3, firstBody, ends[0] + 9, ends[2] - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[place] = damaged[place] ^ 4;
      const copy = await withSegment(`${root}/whole`, `${root}/${place}`, damaged);
      await expect(openMarket(copy)).rejects.toMatchObject({ code: 'CORRUPT_SEGMENT' });
      expect(await readFile(segmentPath(copy))).toEqual(damaged);
    }
  });

  it('refuses any damage before the last segment', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    await market.appendBatch(texts('a', 'b'));
    await market.rotate();
    await market.append(texts('c')[0]);
    await folder.close();
    const size = (await stat(segmentPath(root))).size;
    await truncate(segmentPath(root), size - 1);
    await expect(openMarket(root)).rejects.toMatchObject({
      code: 'CORRUPT_SEGMENT',
      message: expect.stringContaining(`damaged from byte ${SCHEMA_MESSAGE.length} on`) as string,
    });
  });

  it('refuses a gap between segments', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    for (const one of texts('a', 'b', 'c')) {
      await market.append(one);
      await market.rotate();
    }
    await folder.close();
    await unlink(segmentPath(root, 2n));
    await expect(openMarket(root)).rejects.toMatchObject({
      code: 'SEGMENT_GAP',
      message: expect.stringContaining('expected a segment from position 2') as string,
    });
  });

  it('refuses a file that is no segment of this log', async () => {
    const root = await temporaryFolder();
    await written(root, GROUPS);
    await writeFile(`${root}/market/other.arrow`, 'x');
    await expect(openMarket(root)).rejects.toMatchObject({ code: 'BAD_FOLDER' });
    expect(await readdir(root)).not.toContain('lock.json');
  });

  it('writes again what a failed fsync may have left in memory only', async () => {
    const disk = createSimulatedDisk();
    const first = await openMarket('/wal', { files: disk.files });
    await first.market.append(texts('a')[0]);
    disk.failNextSync();
    await expect(first.market.append(texts('b')[0])).rejects.toMatchObject({
      code: 'WRITE_FAILED',
    });
    await first.folder.close();
    const second = await openMarket('/wal', { files: disk.files });
    // The cache still shows it, so it counts as durable now: it has to survive.
    expect(payloads(await readAll(second.market))).toEqual(['a', 'b']);
    disk.crash(chanceOf(1));
    const third = await openMarket('/wal', { files: disk.files, takeOver: true });
    expect(payloads(await readAll(third.market))).toEqual(['a', 'b']);
  });
});
