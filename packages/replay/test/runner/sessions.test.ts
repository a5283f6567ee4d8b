import type { EngineSession } from '@assay/signals';
import { createMemoryLog } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { createSignalRunner, runEngineOverLake } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { goldRows, rowsOf } from '../support/gold-rows.js';
import { DAY_NS, MADE_CONFIG, MADE_DATE, madeMarket } from '../support/made-market.js';
import { appendAll, hasRead, lakeIn, makeRunner, until } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

const SHARD = 'market';
const DAY = 86_400_000_000_000n;
const NEXT_DATE: EngineSession['date'] = '2025-06-04';
/** Ticks of a whole day are made between the two: a coarse grid makes few. */
const config = { ...MADE_CONFIG, gridMs: 1_000 };

describe('a signal runner over two sessions', () => {
  it(
    'begins the second with a warm-up of the first, once Bronze holds all of that',
    { timeout: 60_000 },
    async () => {
      const lake = lakeIn(await scratchFolder());
      const log = createMemoryLog({ stream: SHARD });
      const logs = [{ shard: SHARD, log }];
      const evening = { seed: 31, seconds: 3, startNs: DAY_NS + DAY - 4_000_000_000n };
      const morning = { seed: 32, seconds: 6, startNs: DAY_NS + DAY };
      const end = await appendAll(log, madeMarket(evening));
      const runner = makeRunner(lake, { logs, config });
      await runner.start();
      await until(runner, hasRead(end));
      await until(runner, ({ session }) => session === MADE_DATE);
      await appendAll(log, madeMarket(morning));
      await until(runner, ({ phase }) => phase === 'waiting-for-bronze');
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await bronze.store();
      await until(runner, ({ session, lastTickNs = 0n }) => {
        return session === NEXT_DATE && lastTickNs > DAY_NS + DAY + 2_000_000_000n;
      });
      await runner.stop();
      const { lastTickNs = 0n } = runner.status();
      const expected = [];
      for (const [session, endNs] of [
        [MADE_DATE, DAY_NS + DAY],
        [NEXT_DATE, lastTickNs + 1n],
      ] as const) {
        const options = { store: lake.store, config, session, endNs, query: { threads: 1 } };
        expected.push(...rowsOf(await collect(runEngineOverLake(options))));
      }
      expect(expected.some(({ ts_event_ns: at }) => at > DAY_NS + DAY)).toBe(true);
      expect(await goldRows(lake.store)).toEqual(expected);
    },
  );

  it('is stopped while it waits', { timeout: 60_000 }, async () => {
    const lake = lakeIn(await scratchFolder());
    const log = createMemoryLog({ stream: SHARD });
    const early = madeMarket({ seed: 33, seconds: 2, startNs: DAY_NS + DAY - 3_000_000_000n });
    const late = madeMarket({ seed: 34, seconds: 2, startNs: DAY_NS + DAY });
    await appendAll(log, [...early, ...late]);
    const stop = new AbortController();
    const runner = createSignalRunner({
      ...{ config, store: lake.store, logs: [{ shard: SHARD, log }], signal: stop.signal },
      gold: { stagingFolder: lake.stagingFolder },
      liveAllowanceMs: 0,
    });
    await runner.start();
    await until(runner, ({ phase }) => phase === 'waiting-for-bronze');
    stop.abort();
    await runner.done;
    expect(runner.status().phase).toBe('stopped');
  });
});
