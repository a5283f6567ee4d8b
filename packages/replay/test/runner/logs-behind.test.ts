import { crashAt, SimulatedCrash } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { goldRows } from '../support/gold-rows.js';
import { feedLogs, feedOf, readToEnd, sendAll, storeLogs } from '../support/log-per-feed.js';
import { DAY_NS, madeMarket } from '../support/made-market.js';
import { lakeIn, makeRunner, onePass } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';

const SECOND = 1_000_000_000n;

describe('a signal runner over several logs', () => {
  it(
    'misses nothing of logs that hold data when it first starts',
    { timeout: 60_000 },
    async () => {
      const lake = lakeIn(await scratchFolder());
      const logs = feedLogs();
      await sendAll(logs, madeMarket({ seed: 7, seconds: 20 }));
      const runner = makeRunner(lake, { logs });
      await runner.start();
      await readToEnd(runner, logs);
      await runner.stop();
      const { missed, lastTickNs = 0n } = runner.status();
      await storeLogs(lake, logs);
      const expected = await onePass(lake, lastTickNs);
      expect(missed).toBe(0);
      expect(expected.length).toBeGreaterThan(100);
      expect(await goldRows(lake.store)).toEqual(expected);
    },
  );

  it('misses nothing of a feed that began while it was down', { timeout: 60_000 }, async () => {
    const lake = lakeIn(await scratchFolder());
    const logs = feedLogs();
    const early = madeMarket({ seed: 7, seconds: 4 });
    await sendAll(
      logs,
      early.filter((message) => feedOf(message) !== 'options'),
    );
    const first = makeRunner(lake, { logs });
    await first.start();
    await readToEnd(first, logs);
    await first.stop();
    await sendAll(logs, madeMarket({ seed: 8, seconds: 16, startNs: DAY_NS + 5n * SECOND }));
    const next = makeRunner(lake, { logs });
    await next.start();
    await readToEnd(next, logs);
    await next.stop();
    const { missed, lastTickNs = 0n } = next.status();
    await storeLogs(lake, logs);
    expect([first.status().missed, missed]).toEqual([0, 0]);
    expect(await goldRows(lake.store)).toEqual(await onePass(lake, lastTickNs));
  });

  it(
    'misses nothing of a feed that Bronze does not store yet, killed while it reads the others from there',
    { timeout: 60_000 },
    async () => {
      const lake = lakeIn(await scratchFolder());
      const logs = feedLogs();
      const early = madeMarket({ seed: 7, seconds: 3 });
      await sendAll(
        logs,
        early.filter((message) => feedOf(message) !== 'options'),
      );
      const first = makeRunner(lake, { logs });
      await first.start();
      await readToEnd(first, logs);
      await first.stop();
      await sendAll(logs, madeMarket({ seed: 8, seconds: 10, startNs: DAY_NS + 4n * SECOND }));
      const others = logs.filter(({ shard }) => shard !== 'options');
      await storeLogs(lake, others);
      for (const { log } of others) {
        log.retainFrom((await log.state()).lastSequence - 2n);
      }
      const crashing = makeRunner(lake, { logs, failpoint: crashAt('replay.after-commit') });
      await crashing.start().catch(() => undefined);
      await sendAll(logs, madeMarket({ seed: 9, seconds: 3, startNs: DAY_NS + 15n * SECOND }));
      await expect(crashing.done).rejects.toThrow(SimulatedCrash);
      await storeLogs(lake, logs);
      const next = makeRunner(lake, { logs });
      await next.start();
      await readToEnd(next, logs);
      await next.stop();
      const { missed, lastTickNs = 0n } = next.status();
      expect([crashing.status().missed, missed]).toEqual([0, 0]);
      const stored = await goldRows(lake.store);
      expect(stored.length).toBeGreaterThan(100);
      expect(stored).toEqual(await onePass(lake, lastTickNs));
    },
  );
});
