import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { segmentName } from '../src/segment.js';
import { openMarket } from './support/open-sequence.js';
import { payloads, readAll, texts } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

const many = (count: number, from = 0): { subject: string; bytes: Buffer }[] =>
  texts(...Array.from({ length: count }, (_, index) => `m${from + index}`));

describe('reading', () => {
  it('starts at any position', async () => {
    const { market } = await openMarket(await temporaryFolder(), { segmentBytes: 3000 });
    for (let batch = 0; batch < 20; batch += 1) await market.appendBatch(many(5, batch * 5));
    expect(market.state().segments).toBeGreaterThan(3);
    for (let from = 1; from <= 101; from += 1) {
      const messages = await readAll(market, BigInt(from));
      expect(messages.map(({ position }) => position)).toEqual(
        Array.from({ length: 101 - from }, (_, index) => BigInt(from + index)),
      );
      expect(payloads(messages)[0]).toBe(from > 100 ? undefined : `m${from - 1}`);
    }
  });

  it('gives nothing beyond the end, and nothing of an empty log', async () => {
    const { market } = await openMarket(await temporaryFolder());
    expect(await readAll(market, 1n)).toEqual([]);
    await market.append(texts('a')[0]);
    expect(await readAll(market, 2n)).toEqual([]);
    expect(await readAll(market, 99n)).toEqual([]);
  });

  it('gives groups of at most so many messages, joining small batches', async () => {
    const { market } = await openMarket(await temporaryFolder());
    for (const one of many(5)) await market.append(one);
    await market.appendBatch(many(8));
    const sizes: number[] = [];
    for await (const group of market.read(1n, { maxMessages: 4 })) sizes.push(group.length);
    expect(sizes).toEqual([4, 4, 4, 1]);
  });

  it('ends at what was durable when it began', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await market.appendBatch(many(3));
    const seen: string[] = [];
    for await (const group of market.read(1n, { maxMessages: 1 })) {
      seen.push(...payloads(group));
      await market.append(texts('later')[0]);
    }
    expect(seen).toEqual(['m0', 'm1', 'm2']);
  });

  it('follows appends and rotations, each message once and in order', async () => {
    const { market } = await openMarket(await temporaryFolder(), { segmentBytes: 4000 });
    const stop = new AbortController();
    const seen: bigint[] = [];
    const reading = (async () => {
      for await (const group of market.read(1n, { follow: true, signal: stop.signal })) {
        seen.push(...group.map(({ position }) => position));
        if (seen.length === 600) stop.abort();
      }
    })();
    for (let batch = 0; batch < 200; batch += 1) await market.appendBatch(many(3));
    await reading;
    expect(market.state().segments).toBeGreaterThan(10);
    expect(seen).toEqual(Array.from({ length: 600 }, (_, index) => BigInt(index + 1)));
  });

  it('waits, with follow, for a position that is not there yet', async () => {
    const { market } = await openMarket(await temporaryFolder());
    const first = (async () => {
      for await (const group of market.read(3n, { follow: true })) return payloads(group);
      return [];
    })();
    for (const one of texts('a', 'b', 'c')) await market.append(one);
    expect(await first).toEqual(['c']);
  });

  it('ends without an error when aborted or when the log is closed', async () => {
    const { folder, market } = await openMarket(await temporaryFolder());
    await market.append(texts('a')[0]);
    const stop = new AbortController();
    const aborted = readAll(market, 1n, { follow: true, signal: stop.signal });
    const closed = readAll(market, 1n, { follow: true });
    stop.abort();
    expect(payloads(await aborted)).toEqual(['a']);
    await folder.close();
    expect(payloads(await closed)).toEqual(['a']);
    const before = AbortSignal.abort();
    expect(before.aborted).toBe(true);
  });

  it('reads on in a segment that is deleted meanwhile', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await market.appendBatch(many(3));
    await market.rotate();
    await market.append(texts('next')[0]);
    const reading = market.read(1n, { maxMessages: 1 })[Symbol.asyncIterator]();
    const seen = [(await reading.next()).value];
    await market.release(3n);
    expect(market.state().first).toBe(4n);
    for (let one = await reading.next(); one.done !== true; one = await reading.next()) {
      seen.push(one.value);
    }
    expect(seen.flatMap((group) => payloads(group ?? []))).toEqual(['m0', 'm1', 'm2', 'next']);
  });

  it('refuses a deleted position, and names the first one kept', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await market.appendBatch(many(3));
    await market.rotate();
    await market.release(3n);
    await expect(readAll(market, 2n)).rejects.toMatchObject({
      code: 'POSITION_DELETED',
      firstKept: 4n,
      message: expect.stringContaining('the first one kept is 4') as string,
    });
  });

  it('finds damage done since the log was opened', async () => {
    const root = await temporaryFolder();
    const { market } = await openMarket(root);
    await market.appendBatch(many(3));
    const path = `${root}/market/${segmentName(1n)}`;
    const bytes = await readFile(path);
    bytes[bytes.length - 9] = bytes[bytes.length - 9] ^ 1;
    await writeFile(path, bytes);
    await expect(readAll(market)).rejects.toMatchObject({ code: 'CORRUPT_SEGMENT' });
  });
});
