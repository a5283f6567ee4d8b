import { readFile, readdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { WalSequence } from '../src/sequence.js';
import { openMarket } from './support/open-sequence.js';
import { readAll, texts } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

/** Three closed segments of two messages each, and the open one with the seventh. */
async function fill(market: WalSequence): Promise<void> {
  for (let segment = 0; segment < 3; segment += 1) {
    await market.appendBatch(texts('x', 'y'));
    await market.rotate();
  }
  await market.append(texts('last')[0]);
}

describe('release', () => {
  it('deletes the segments it covers whole, and never the last', async () => {
    const root = await temporaryFolder();
    const { market } = await openMarket(root);
    await fill(market);
    await market.release(3n);
    expect(market.state()).toMatchObject({ first: 3n, last: 7n, segments: 3 });
    await market.release(7n);
    expect(market.state()).toMatchObject({ first: 7n, last: 7n, segments: 1 });
    expect(await readdir(`${root}/market`)).toEqual(['wal-00000000000000000007.arrow']);
  });

  it('also counts for segments that are closed after it', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await market.appendBatch(texts('a', 'b'));
    await market.release(2n);
    expect(market.state().first).toBe(1n);
    await market.rotate();
    await market.release(0n);
    expect(market.state()).toMatchObject({ first: 3n, last: 2n, segments: 1 });
  });

  it('never lets a position be used again, though every message is gone', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    await fill(market);
    await market.rotate();
    await market.release(7n);
    expect(market.state()).toMatchObject({ first: 8n, last: 7n });
    await folder.close();
    const again = await openMarket(root);
    expect(again.market.state()).toMatchObject({ first: 8n, last: 7n });
    expect(await again.market.append(texts('new')[0])).toBe(8n);
  });

  it('refuses what is not durable yet: the log may have lost its tail', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await market.append(texts('a')[0]);
    await expect(market.release(2n)).rejects.toMatchObject({ code: 'POSITION_AHEAD' });
  });
});

describe('registered readers', () => {
  it('keep what they have not passed', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await fill(market);
    await market.registerReader('engine', 2n);
    await market.registerReader('slow', 0n);
    await market.release(7n);
    expect(market.state().first).toBe(1n);
    await market.advanceReader('slow', 5n);
    expect(market.state().first).toBe(3n);
    await market.unregisterReader('engine');
    expect(market.state().first).toBe(5n);
    expect(market.state().readers).toEqual(new Map([['slow', 5n]]));
    expect((await readAll(market)).map(({ position }) => position)).toEqual([5n, 6n, 7n]);
  });

  it('alone let nothing go', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await fill(market);
    await market.registerReader('engine', 7n);
    expect(market.state().first).toBe(1n);
  });

  it('are remembered over a restart', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    await fill(market);
    await market.registerReader('engine', 0n);
    await market.advanceReader('engine', 1n);
    await market.advanceReader('engine', 3n);
    await folder.close();
    const again = await openMarket(root);
    expect(again.market.state().readers).toEqual(new Map([['engine', 3n]]));
    await again.market.release(7n);
    expect(again.market.state().first).toBe(3n);
  });

  it('are stored when they pass the end of a segment, not at every step', async () => {
    const root = await temporaryFolder();
    const { market } = await openMarket(root);
    await fill(market);
    const stored = async (): Promise<unknown> =>
      JSON.parse(await readFile(`${root}/market/readers.json`, 'utf8'));
    await market.registerReader('engine', 0n);
    await market.advanceReader('engine', 1n);
    expect(await stored()).toEqual({ readers: { engine: '0' } });
    await market.advanceReader('engine', 2n);
    expect(await stored()).toEqual({ readers: { engine: '2' } });
  });

  it('may go back by registering again, but not to what is gone', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await fill(market);
    await market.registerReader('engine', 6n);
    await market.advanceReader('engine', 4n);
    expect(market.state().readers.get('engine')).toBe(6n);
    await market.registerReader('engine', 4n);
    await market.release(7n);
    expect(market.state().first).toBe(5n);
    await expect(market.registerReader('late', 1n)).rejects.toMatchObject({
      code: 'POSITION_DELETED',
      firstKept: 5n,
    });
  });

  it('are refused when unknown, nameless or ahead of the log', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await expect(market.advanceReader('x', 0n)).rejects.toMatchObject({ code: 'UNKNOWN_READER' });
    await expect(market.registerReader('', 0n)).rejects.toMatchObject({ code: 'BAD_MESSAGE' });
    await expect(market.registerReader('x', 1n)).rejects.toMatchObject({ code: 'POSITION_AHEAD' });
  });

  it('are set back, with a warning, when the log has lost what they passed', async () => {
    const root = await temporaryFolder();
    const { folder, market } = await openMarket(root);
    await fill(market);
    await folder.close();
    await writeFile(`${root}/market/readers.json`, '{"readers":{"engine":"99"}}');
    const warnings: unknown[] = [];
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      error: () => undefined,
      warn: (_: string, fields?: unknown) => void warnings.push(fields),
      child: () => logger,
    };
    const again = await openMarket(root, { logger });
    expect(again.market.state().readers.get('engine')).toBe(7n);
    expect(warnings).toEqual([{ sequence: 'market', reader: 'engine', stored: 99n, durable: 7n }]);
  });

  it('make the log refuse to open when their file cannot be read', async () => {
    const root = await temporaryFolder();
    const { folder } = await openMarket(root);
    await folder.close();
    await writeFile(`${root}/market/readers.json`, '{');
    await expect(openMarket(root)).rejects.toMatchObject({ code: 'BAD_FOLDER' });
  });
});
