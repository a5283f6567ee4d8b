import type { LogMessage } from '@assay/bus';
import { createFramer } from '@assay/query';
import { createDatasetRegistry } from '@assay/schemas';
import { createFakeClock } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { Intake } from '../../src/batch/intake.js';
import { DEFAULT_LIMITS } from '../../src/writer/writer-options.js';

const framer = createFramer(createDatasetRegistry());
const limits = { ...DEFAULT_LIMITS, maxEvents: 3, maxSeconds: 5, maxBytes: 10_000 };

function trade(sequence: bigint, extra = '', symbol = 'ESZ4'): LogMessage {
  const line = `{"ts_event_ns":1734500000000000000,"ts_recv_ns":1734500000000000000,"source":"X",
    "symbol":"${symbol}","price":6000,"size":1,"aggressor":0${extra}}`;
  return {
    sequence,
    subject: 'market.futures.trades',
    headers: undefined,
    bytes: Buffer.from(line.replaceAll('\n', '')),
    serverTimeNs: undefined,
  };
}

describe('Intake', () => {
  it('hands out a batch once it has enough events, and goes on filling the next', async () => {
    const intake = new Intake(framer, 1n, limits, createFakeClock());
    for (const sequence of [1n, 2n, 3n, 4n]) {
      intake.put(trade(sequence));
    }
    const first = await intake.next();
    // The fourth came while nobody had asked: load makes batches larger, not more numerous.
    expect(first?.reason).toBe('events');
    expect([first?.batch.from, first?.batch.to]).toEqual([1n, 4n]);
    intake.put(trade(5n));
    intake.drain(5n);
    const second = await intake.next();
    expect([second?.batch.from, second?.batch.to, second?.reason]).toEqual([5n, 5n, 'drain']);
  });

  it('hands out a batch once its first message is old enough', async () => {
    const clock = createFakeClock();
    const intake = new Intake(framer, 1n, limits, clock);
    let closed: string | undefined;
    const next = intake.next().then((batch) => {
      closed = batch?.reason;
    });
    await clock.advance(60_000);
    expect(closed).toBeUndefined();
    intake.put(trade(1n));
    await clock.advance(4_999);
    expect(closed).toBeUndefined();
    await clock.advance(1);
    await next;
    expect(closed).toBe('age');
  });

  describe('over more files than rows are worth', () => {
    const spread = {
      ...limits,
      maxBytes: 10_000_000,
      spreadFiles: 4,
      minRowsPerFile: 3,
      maxSpreadSeconds: 20,
    };
    const contracts = ['ESH4', 'ESM4', 'ESU4', 'ESZ4', 'ESH5', 'ESM5'];
    const put = (intake: Intake, from: number, count: number) => {
      for (let sequence = from; sequence < from + count; sequence += 1) {
        intake.put(trade(BigInt(sequence), '', contracts[sequence % contracts.length]));
      }
    };

    it('lets count and age pass until a file averages enough rows', async () => {
      const clock = createFakeClock();
      const intake = new Intake(framer, 1n, spread, clock);
      let closed: string | undefined;
      const next = intake.next().then((batch) => {
        closed = `${batch?.reason} ${batch?.batch.rows} rows in ${batch?.batch.fileCount} files`;
      });
      put(intake, 1, 17);
      await clock.advance(15_000);
      expect(closed).toBeUndefined();
      put(intake, 18, 1);
      await next;
      expect(closed).toBe('events 18 rows in 6 files');
    });

    it('waits no longer than its own age', async () => {
      const clock = createFakeClock();
      const intake = new Intake(framer, 1n, spread, clock);
      put(intake, 1, 10);
      const next = intake.next();
      await clock.advance(20_000);
      expect((await next)?.reason).toBe('age');
    });

    it('is drained at once', async () => {
      const intake = new Intake(framer, 1n, spread, createFakeClock());
      put(intake, 1, 10);
      intake.drain(10n);
      expect((await intake.next())?.reason).toBe('drain');
    });
  });

  it('is full at the byte limit until the batch is taken', async () => {
    const intake = new Intake(framer, 1n, limits, createFakeClock());
    intake.put(trade(1n, `,"note":"${'x'.repeat(10_000)}"`));
    expect(intake.isFull).toBe(true);
    const room = intake.roomOrEnd();
    expect((await intake.next())?.reason).toBe('bytes');
    await room;
    expect(intake.isFull).toBe(false);
  });

  it('is full of dead letters too, however few bytes came with them', () => {
    const intake = new Intake(framer, 1n, limits, createFakeClock());
    for (let sequence = 1n; sequence <= 100n; sequence += 1n) {
      intake.put({ ...trade(sequence), bytes: Buffer.alloc(0) });
    }
    expect(intake.isFull).toBe(true);
  });

  it('hands out nothing after the end: what is filled stays in the log', async () => {
    const intake = new Intake(framer, 1n, limits, createFakeClock());
    intake.put(trade(1n));
    intake.end();
    expect(await intake.next()).toBeUndefined();
  });

  it('declares messages the log no longer has as a gap', async () => {
    const intake = new Intake(framer, 5n, limits, createFakeClock());
    intake.put(trade(8n));
    intake.drain(8n);
    const closed = await intake.next();
    expect(closed?.batch.from).toBe(5n);
    expect(closed?.batch.gaps).toEqual([{ from: 5n, to: 7n, reason: 'log-gap' }]);
  });

  it('refuses a message that it already holds', () => {
    const intake = new Intake(framer, 1n, limits, createFakeClock());
    intake.put(trade(1n));
    expect(() => {
      intake.put(trade(1n));
    }).toThrow(/expected message 2 or later/);
  });
});
