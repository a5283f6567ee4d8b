import { createFakeClock, createMemoryLog } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { Backlog } from '../../src/runner/backlog.js';

const SECOND = 1_000_000_000n;
const position = (sequence: bigint) => ({ shard: 'a', epoch: 1, sequence });

describe('a backlog', () => {
  it('is what a log held a moment ago and is not read yet', async () => {
    const clock = createFakeClock();
    const backlog = new Backlog(clock, 2_000);
    const log = createMemoryLog();
    const plans = [{ shard: 'a', log }];
    const message = { subject: 'market.x', bytes: new Uint8Array(0) };
    for (let count = 0; count < 5; count += 1) {
      await log.append(message);
    }
    expect(await backlog.look(plans, new Map([['a', position(0n)]]))).toBe(false);
    await clock.advance(499);
    expect(await backlog.look(plans, new Map([['a', position(4n)]]))).toBe(false);
    await clock.advance(1);
    expect(await backlog.look(plans, new Map([['a', position(4n)]]))).toBe(true);
    // What came meanwhile does not keep it behind.
    await log.append(message);
    expect(await backlog.look(plans, new Map([['a', position(5n)]]))).toBe(false);
  });

  it('is all that a log holds when reading begins, and bounds what is due by what it has shown', async () => {
    const clock = createFakeClock();
    const backlog = new Backlog(clock, 2_000);
    const log = createMemoryLog();
    await log.append({ subject: 'market.x', bytes: new Uint8Array(0) });
    const plans = [
      { shard: 'a', log, liveFrom: 1n },
      { shard: 'empty', log: createMemoryLog(), liveFrom: 1n },
    ];
    await backlog.begin(plans);
    expect(backlog.boundNs).toBe(0n);
    expect(await backlog.look(plans, new Map([['a', position(0n)]]))).toBe(true);
    backlog.show('a', 7n * SECOND);
    expect(backlog.boundNs).toBe(7n * SECOND);
    expect(await backlog.look(plans, new Map([['a', position(1n)]]))).toBe(false);
    expect(backlog.boundNs).toBeUndefined();
  });

  it('makes a log wait for one that is behind and has shown nothing', async () => {
    const clock = createFakeClock();
    const backlog = new Backlog(clock, 2_000);
    const log = createMemoryLog();
    await log.append({ subject: 'market.x', bytes: new Uint8Array(0) });
    await backlog.begin([{ shard: 'a', log, liveFrom: 1n }]);
    backlog.show('b', 100n * SECOND);
    let goesOn = false;
    const waiting = backlog.letOthersFollow('b', new AbortController().signal).then(() => {
      goesOn = true;
    });
    await clock.advance(200);
    expect(goesOn).toBe(false);
    backlog.show('a', 50n * SECOND);
    await clock.advance(100);
    await waiting;
  });

  it('makes a log that is a minute ahead wait for one that is behind', async () => {
    const clock = createFakeClock();
    const backlog = new Backlog(clock, 2_000);
    const log = createMemoryLog();
    await log.append({ subject: 'market.x', bytes: new Uint8Array(0) });
    const plans = [{ shard: 'a', log }];
    const look = (sequence: bigint) => backlog.look(plans, new Map([['a', position(sequence)]]));
    backlog.show('a', 100n * SECOND);
    backlog.show('b', 160n * SECOND);
    await look(0n);
    await clock.advance(500);
    await look(0n);
    const { signal } = new AbortController();
    await backlog.letOthersFollow('b', signal);
    backlog.show('b', 161n * SECOND);
    let goesOn = false;
    const waiting = backlog.letOthersFollow('b', signal).then(() => {
      goesOn = true;
    });
    await clock.advance(200);
    expect(goesOn).toBe(false);
    await look(1n);
    await clock.advance(100);
    await waiting;
  });
});
