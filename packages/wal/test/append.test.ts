import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMarket } from './support/open-sequence.js';
import { payloads, readAll, texts } from './support/read-all.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('append', () => {
  it('numbers messages in the order of the calls', async () => {
    const { market } = await openMarket(await temporaryFolder());
    const positions = await Promise.all(texts('a', 'b', 'c').map((one) => market.append(one)));
    expect(positions).toEqual([1n, 2n, 3n]);
    expect(payloads(await readAll(market))).toEqual(['a', 'b', 'c']);
  });

  it('copies the bytes at once', async () => {
    const { market } = await openMarket(await temporaryFolder());
    const bytes = Buffer.from('before');
    const stored = market.append({ subject: 's', bytes });
    bytes.write('AFTER!');
    await stored;
    expect(payloads(await readAll(market))).toEqual(['before']);
  });

  it('commits whatever is appended in one go as one group', async () => {
    const syncs: string[] = [];
    const { market } = await openMarket(await temporaryFolder(), {
      failpoint: (name) => void syncs.push(name),
    });
    await Promise.all(Array.from({ length: 1000 }, () => market.append(texts('x')[0])));
    expect(syncs.filter((name) => name === 'wal.after-fsync')).toHaveLength(1);
  });

  it('collects the next group while one is being synced', async () => {
    let reached: () => void = () => undefined;
    const atSync = new Promise<void>((resolve) => (reached = resolve));
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    let groups = 0;
    const { market } = await openMarket(await temporaryFolder(), {
      failpoint: async (name) => {
        if (name !== 'wal.after-write') return;
        groups += 1;
        reached();
        if (groups === 1) await gate;
      },
    });
    const first = market.append(texts('first')[0]);
    await atSync;
    const later = texts('a', 'b', 'c').map((one) => market.append(one));
    expect(market.state()).toMatchObject({ last: 0n });
    goOn();
    expect(await Promise.all([first, ...later])).toEqual([1n, 2n, 3n, 4n]);
    expect(groups).toBe(2);
  });

  it('gives back any mix of subjects, headers and payloads', async () => {
    const message = fc.record({
      subject: fc.string({ minLength: 1, maxLength: 20 }),
      headers: fc.option(fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }), {
        nil: undefined,
      }),
      bytes: fc.uint8Array({ maxLength: 300 }),
    });
    const groups = fc.array(fc.array(message, { minLength: 1, maxLength: 12 }), { maxLength: 5 });
    const root = await temporaryFolder();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(groups, fc.integer({ min: 1, max: 7 }), async (sent, maxMessages) => {
        run += 1;
        const { folder, market } = await openMarket(`${root}/${run}`, { segmentBytes: 4000 });
        const all = sent
          .flat()
          .map((one) =>
            one.headers === undefined
              ? { subject: one.subject, bytes: one.bytes }
              : { ...one, headers: one.headers },
          );
        let at = 0;
        for (const group of sent) {
          await market.appendBatch(all.slice(at, at + group.length));
          at += group.length;
        }
        const expected = all.map((one, row) => ({
          headers: undefined,
          ...one,
          position: BigInt(row + 1),
        }));
        expect(await readAll(market, 1n, { maxMessages })).toEqual(expected);
        await folder.close();
      }),
      { numRuns: 25 },
    );
  });

  it('splits a large group into several batches and keeps its order', async () => {
    const { market } = await openMarket(await temporaryFolder());
    const large = Array.from({ length: 30 }, (_, row) => ({
      subject: 's',
      bytes: Buffer.alloc(1024 * 1024, row),
    }));
    expect(await market.appendBatch(large)).toEqual({ first: 1n, last: 30n });
    const firstBytes = (await readAll(market)).map(({ bytes }) => bytes[0]);
    expect(firstBytes).toEqual(large.map(({ bytes }) => bytes[0]));
  });
});

describe('append refuses', () => {
  it.each([
    ['an empty subject', { subject: '', bytes: Buffer.from('x') }, 'BAD_MESSAGE'],
    [
      'a subject of 1,025 characters',
      { subject: 'x'.repeat(1025), bytes: Buffer.alloc(1) },
      'BAD_MESSAGE',
    ],
    ['a subject that is no Unicode', { subject: 'a\ud800', bytes: Buffer.alloc(1) }, 'BAD_MESSAGE'],
    [
      'more than 64 MiB',
      { subject: 's', bytes: Buffer.alloc(64 * 1024 * 1024 + 1) },
      'MESSAGE_TOO_LARGE',
    ],
  ])('%s', async (_, input, code) => {
    const { market } = await openMarket(await temporaryFolder());
    await expect(market.append(input)).rejects.toMatchObject({ code, retryable: false });
    await expect(market.appendBatch([...texts('fine'), input])).rejects.toMatchObject({ code });
    expect(await market.append(texts('next')[0])).toBe(1n);
  });

  it('an empty batch', async () => {
    const { market } = await openMarket(await temporaryFolder());
    await expect(market.appendBatch([])).rejects.toMatchObject({ code: 'BAD_MESSAGE' });
  });

  it('nothing of exactly 64 MiB', async () => {
    const { market } = await openMarket(await temporaryFolder());
    const bytes = Buffer.alloc(64 * 1024 * 1024, 7);
    await market.append({ subject: 's', bytes });
    const [message] = await readAll(market);
    expect(Buffer.compare(message.bytes, bytes)).toBe(0);
  });

  it('with BACK_PRESSURE above the bytes that may wait, until there is room', async () => {
    const { market } = await openMarket(await temporaryFolder(), { maxPendingBytes: 1000 });
    const [large] = texts('x'.repeat(600));
    const first = market.append(large);
    await expect(market.append(large)).rejects.toMatchObject({
      code: 'BACK_PRESSURE',
      retryable: true,
    });
    await market.waitForRoom(600);
    expect(await market.append(large)).toBe(2n);
    expect(await first).toBe(1n);
  });

  it('no single message for being larger than what may wait', async () => {
    const { market } = await openMarket(await temporaryFolder(), { maxPendingBytes: 10 });
    expect(await market.append(texts('longer than ten bytes')[0])).toBe(1n);
  });

  it('everything once closed', async () => {
    const { folder, market } = await openMarket(await temporaryFolder());
    const accepted = market.append(texts('x')[0]);
    await folder.close();
    expect(await accepted).toBe(1n);
    await expect(market.append(texts('y')[0])).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(market.waitForRoom()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(readAll(market)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});
