import { readEntries, readLedger } from '@assay/ledger';
import { stocksQuotes } from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { createMemoryLog, recordingLogger, type MemoryLog } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import type { SignalRunner } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { goldRows } from '../support/gold-rows.js';
import { DAY_NS, MADE_CONFIG, madeMarket } from '../support/made-market.js';
import {
  appendAll,
  hasRead,
  lakeIn,
  makeRunner,
  onePass,
  until,
  type TestLake,
} from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

const SHARD = 'market';
const SECOND = 1_000_000_000n;

async function lakeAndLog(): Promise<{ lake: TestLake; log: MemoryLog }> {
  return { lake: lakeIn(await scratchFolder()), log: createMemoryLog({ stream: SHARD }) };
}

const ENGINE = { tier: 'gold', shard: 'signals-SPY' } as const;

async function readAll({ store }: TestLake) {
  return (await collect(readEntries({ store, ...ENGINE }, 0))).flat();
}

/** Runs until everything is taken in, and stops. */
async function runTo(runner: SignalRunner, last: bigint) {
  await runner.start();
  await until(runner, hasRead(last));
  await runner.stop();
  return runner.status();
}

async function storeAll(lake: TestLake, log: MemoryLog, to?: bigint): Promise<void> {
  await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
  await bronze.store(to);
}

describe('a signal runner that starts again', () => {
  it(
    'reads from Bronze what the log let go of meanwhile, then joins the log',
    { timeout: 60_000 },
    async () => {
      const { lake, log } = await lakeAndLog();
      const logs = [{ shard: SHARD, log }];
      const messages = madeMarket({ seed: 11, seconds: 9 });
      const third = Math.floor(messages.length / 3);
      await runTo(makeRunner(lake, { logs }), await appendAll(log, messages.slice(0, third)));

      const stored = await appendAll(log, messages.slice(third, 2 * third));
      const last = await appendAll(log, messages.slice(2 * third));
      await storeAll(lake, log, stored);
      log.retainFrom(stored - 3n);
      const { lastTickNs = 0n, missed } = await runTo(makeRunner(lake, { logs }), last);
      expect(missed).toBe(0);
      log.retainFrom(stored - 3n);
      await storeAll(lake, log);
      expect(await goldRows(lake.store)).toEqual(await onePass(lake, lastTickNs));
    },
  );

  it(
    'begins the session anew under another configuration, and stores only what comes later',
    { timeout: 60_000 },
    async () => {
      const { lake, log } = await lakeAndLog();
      const logs = [{ shard: SHARD, log }];
      const messages = madeMarket({ seed: 12, seconds: 8 });
      const half = Math.floor(messages.length / 2);
      const before = await appendAll(log, messages.slice(0, half));
      const { lastTickNs: firstTo = 0n } = await runTo(makeRunner(lake, { logs }), before);
      const early = await goldRows(lake.store);
      await storeAll(lake, log);
      await appendAll(log, messages.slice(half, half + 20));
      const config = { ...MADE_CONFIG, hotzones: [599.5] };
      const other = makeRunner(lake, { logs, config });
      await other.start();
      // Its session is not the first of this lake: Bronze has to store all that came until now.
      const { problem } = await until(other, ({ phase }) => phase === 'waiting-for-bronze');
      expect(problem).toContain('expected Bronze to store messages up to');
      await storeAll(lake, log);
      const last = await appendAll(log, messages.slice(half + 20));
      const { lastTickNs = 0n } = await runTo(other, last);
      expect(lastTickNs).toBeGreaterThan(firstTo);
      const all = await goldRows(lake.store);
      expect(all.slice(0, early.length)).toEqual(early);
      const later = all.slice(early.length);
      expect(later.every((row) => row.ts_event_ns > firstTo)).toBe(true);
      const zones = all.filter(({ level_kind: kind }) => kind === 'USER_HOTZONE');
      expect(zones.every((row) => row.ts_event_ns > firstTo)).toBe(true);
      const { epochs } = await readLedger({
        store: lake.store,
        tier: 'gold',
        shard: 'signals-SPY',
      });
      expect(epochs).toHaveLength(2);
    },
  );

  it(
    'begins the session anew where the log has lost what its state came of',
    { timeout: 60_000 },
    async () => {
      const { lake, log } = await lakeAndLog();
      const logs = [{ shard: SHARD, log }];
      const messages = madeMarket({ seed: 13, seconds: 8 });
      const half = Math.floor(messages.length / 2);
      const first = await runTo(
        makeRunner(lake, { logs }),
        await appendAll(log, messages.slice(0, half)),
      );
      log.loseTail(BigInt(half) - 20n);
      const last = await appendAll(log, messages.slice(half));
      const told = recordingLogger();
      const second = await runTo(makeRunner(lake, { logs, logger: told }), last);
      expect(told.lines.map(({ message }) => message)).toContain(
        'the stored state came of messages that are lost: the session begins anew',
      );
      await storeAll(lake, log);
      const { lastTickNs: firstTo = 0n } = first;
      const later = (row: { readonly ts_event_ns: bigint }) => row.ts_event_ns > firstTo;
      const expected = (await onePass(lake, second.lastTickNs ?? 0n)).filter(later);
      expect((await goldRows(lake.store)).filter(later)).toEqual(expected);
    },
  );
});

describe('a signal runner that reads rows and makes no instant', () => {
  it('stores how far it came', { timeout: 60_000 }, async () => {
    const { lake, log } = await lakeAndLog();
    const logs = [{ shard: SHARD, log }];
    const first = await appendAll(log, madeMarket({ seed: 17, seconds: 3 }));
    const { lastTickNs } = await runTo(makeRunner(lake, { logs }), first);
    // Of the day before: no session is theirs any more.
    const early = madeMarket({ seed: 18, seconds: 1, startNs: DAY_NS - 5n * SECOND });
    const last = await appendAll(log, early);
    const again = await runTo(makeRunner(lake, { logs }), last);
    expect(again.lastTickNs).toBe(lastTickNs);
    const { state } = await readLedger({ store: lake.store, ...ENGINE });
    expect(state.derivation?.inputs).toEqual([{ shard: SHARD, epoch: 1, seq: last }]);
    const { length } = await readAll(lake);
    await runTo(makeRunner(lake, { logs }), last);
    expect((await readAll(lake)).filter(({ entry }) => entry.kind === 'commit')).toHaveLength(
      (await readAll(lake)).slice(0, length).filter(({ entry }) => entry.kind === 'commit').length,
    );
  });
});

describe('a signal runner whose inputs fall silent', () => {
  it(
    'goes on without one after the allowance, stores what came too late, and waits without any',
    { timeout: 60_000 },
    async () => {
      const { lake, log } = await lakeAndLog();
      const logs = [{ shard: SHARD, log }];
      const all = madeMarket({ seed: 14, seconds: 8 });
      const isQuote = ({ subject }: { readonly subject: string }) =>
        subject === stocksQuotes.subject;
      const quotes = all.filter(isQuote);
      const others = all.filter((message) => !isQuote(message));
      await appendAll(log, quotes.slice(0, 3));
      let last = await appendAll(log, others);
      const runner = makeRunner(lake, { logs, liveAllowanceMs: 300 });
      await runner.start();
      await until(runner, hasRead(last));
      const silent = await until(
        runner,
        ({ lastTickNs = 0n }) => lastTickNs > DAY_NS + 6n * SECOND,
      );
      await systemClock.sleep(400);
      expect(runner.status().lastTickNs).toBeLessThan(DAY_NS + 9n * SECOND);
      expect(silent.missed).toBe(0);
      last = await appendAll(log, quotes.slice(3));
      await until(runner, ({ missed }) => missed > 10);
      last = await appendAll(
        log,
        madeMarket({ seed: 15, seconds: 2, startNs: DAY_NS + 9n * SECOND }),
      );
      await until(runner, hasRead(last));
      await until(runner, ({ lastTickNs = 0n }) => lastTickNs > DAY_NS + 9n * SECOND);
      await runner.stop();
      const { missed } = runner.status();
      const { state } = await readLedger({ store: lake.store, tier: 'gold', shard: 'signals-SPY' });
      expect(state.derivation?.inputs).toEqual([{ shard: SHARD, epoch: 1, seq: last }]);
      const entries = await readAll(lake);
      const stored = entries.flatMap(({ entry }) =>
        entry.kind === 'commit' ? (entry.derivation?.missed ?? []) : [],
      );
      const positions = stored.reduce((sum, { from, to }) => sum + Number(to - from) + 1, 0);
      expect(missed).toBeGreaterThan(10);
      expect(positions).toBe(missed);
    },
  );
});

describe('two signal runners of one engine', () => {
  it(
    'take turns: the second stands by until the first has ended',
    { timeout: 60_000 },
    async () => {
      const { lake, log } = await lakeAndLog();
      const logs = [{ shard: SHARD, log }];
      const messages = madeMarket({ seed: 16, seconds: 5 });
      const half = Math.floor(messages.length / 2);
      let last = await appendAll(log, messages.slice(0, half));
      const one = makeRunner(lake, { logs });
      const other = makeRunner(lake, { logs });
      await one.start();
      await other.start();
      expect(other.status().phase).toBe('standby');
      await until(one, hasRead(last));
      await one.stop();
      last = await appendAll(log, messages.slice(half));
      await until(other, hasRead(last));
      await other.stop();
      await storeAll(lake, log);
      const { lastTickNs = 0n } = other.status();
      expect(await goldRows(lake.store)).toEqual(await onePass(lake, lastTickNs));
    },
  );
});
