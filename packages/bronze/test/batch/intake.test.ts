import type { LogMessage } from '@assay/bus';
import { createFramer } from '@assay/query';
import { createDatasetRegistry } from '@assay/schemas';
import { createFakeClock } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { Intake } from '../../src/batch/intake.js';

const framer = createFramer(createDatasetRegistry());
const limits = { maxEvents: 3, maxSeconds: 5, maxBytes: 10_000 };

function trade(sequence: bigint, extra = ''): LogMessage {
  const line = `{"ts_event_ns":1734500000000000000,"ts_recv_ns":1734500000000000000,"source":"X",
    "symbol":"ESZ4","price":6000,"size":1,"aggressor":0${extra}}`;
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
