import { readdir } from 'node:fs/promises';
import { nullLogger } from '@assay/telemetry';
import type { LogFields } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { openEmbeddedLog } from '../src/embedded-log.js';
import { collect } from './event-log-contract.js';
import { temporaryFolder } from './temporary-folder.js';

const market = (text: string) => ({ subject: 'market.x', bytes: Buffer.from(text) });
const signal = (text: string) => ({ subject: 'levels.signals', bytes: Buffer.from(text) });

describe('the embedded log', () => {
  it('keeps two logs, and sends each subject to its own', async () => {
    const root = await temporaryFolder();
    await using log = await openEmbeddedLog({ root });
    expect(await log.append(market('a'))).toBe(1n);
    expect(await log.append(signal('b'))).toBe(1n);
    expect(await log.append(market('c'))).toBe(2n);
    expect(log.logOf('levels.signals')).toBe(log.levels);
    expect(log.logOf('market.x')).toBe(log.market);
    expect(await log.market.state()).toMatchObject({ stream: 'market', lastSequence: 2n });
    expect(await log.levels.state()).toMatchObject({ stream: 'levels', lastSequence: 1n });
    expect(await readdir(root)).toEqual(['levels', 'lock.json', 'log.json', 'market']);
  });

  it('refuses a subject of the other log', async () => {
    await using log = await openEmbeddedLog({ root: await temporaryFolder() });
    const bad = { code: 'BAD_SUBJECT', retryable: false };
    await expect(log.market.append(signal('x'))).rejects.toMatchObject(bad);
    await expect(log.levels.append(market('x'))).rejects.toMatchObject(bad);
    await expect(log.market.appendBatch([market('x'), signal('x')])).rejects.toMatchObject(bad);
    await expect(log.append({ subject: 'levels.x', bytes: Buffer.alloc(1) })).rejects.toMatchObject(
      bad,
    );
    expect(await log.market.state()).toMatchObject({ lastSequence: 0n });
  });

  it('rejects with BACK_PRESSURE when too much waits, and tells when there is room', async () => {
    const root = await temporaryFolder();
    await using log = await openEmbeddedLog({ root, maxPendingBytes: 1000 });
    const first = log.market.append(market('x'.repeat(600)));
    expect(log.market.pendingBytes).toBeGreaterThan(600);
    await expect(log.market.append(market('x'.repeat(600)))).rejects.toMatchObject({
      name: 'BusError',
      code: 'BACK_PRESSURE',
      retryable: true,
    });
    await log.market.waitForRoom(600);
    expect(await log.market.append(market('x'.repeat(600)))).toBe(2n);
    expect(await first).toBe(1n);
    expect(log.market.pendingBytes).toBe(0);
  });

  it('says LOCKED, and names --take-over, while another owner has the folder', async () => {
    const root = await temporaryFolder();
    await using log = await openEmbeddedLog({ root });
    await expect(openEmbeddedLog({ root })).rejects.toMatchObject({
      name: 'BusError',
      code: 'LOCKED',
      message: expect.stringContaining('--take-over') as string,
    });
    await using taken = await openEmbeddedLog({ root, takeOver: true });
    expect(await taken.append(market('a'))).toBe(1n);
    expect(log.root).toBe(root);
  });

  it('says CLOSED once closed', async () => {
    const log = await openEmbeddedLog({ root: await temporaryFolder() });
    await log.close();
    await log.close();
    await expect(log.append(market('a'))).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(collect(log.market)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('reads on, with a warning, where what was asked for is no longer kept', async () => {
    const warnings: (LogFields | undefined)[] = [];
    const logger = {
      ...nullLogger,
      warn: (_: string, fields?: LogFields) => warnings.push(fields),
    };
    const root = await temporaryFolder();
    await using log = await openEmbeddedLog({ root, segmentBytes: 1500, logger });
    for (const text of ['a', 'b', 'c']) await log.append(market(text.repeat(600)));
    await log.market.release(3n);
    expect(await log.market.state()).toMatchObject({ firstSequence: 3n, lastSequence: 3n });
    expect((await collect(log.market)).map(({ sequence }) => sequence)).toEqual([3n]);
    expect(warnings).toEqual([{ stream: 'market', wanted: 1n, first: 3n }]);
  });

  it('keeps what a registered reader has not passed', async () => {
    const root = await temporaryFolder();
    await using log = await openEmbeddedLog({ root, segmentBytes: 1500 });
    await log.market.registerReader('engine', 0n);
    for (const text of ['a', 'b', 'c']) await log.append(market(text.repeat(600)));
    await log.market.release(3n);
    expect(await log.market.state()).toMatchObject({ firstSequence: 1n });
    await log.market.advanceReader('engine', 2n);
    expect(await log.market.state()).toMatchObject({ firstSequence: 3n });
    await expect(log.market.registerReader('late', 0n)).rejects.toMatchObject({
      code: 'SEQUENCE_GONE',
      firstSequence: 3n,
    });
    await expect(log.market.release(4n)).rejects.toMatchObject({ code: 'SEQUENCE_AHEAD' });
  });
});
