import { BusError, type OutgoingMessage } from '@assay/bus';
import { createFakeClock, createMemoryLog, recordingLogger } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { publishTicks } from '../../src/runner/publish-ticks.js';
import { goldRows } from '../support/gold-rows.js';
import { madeMarket } from '../support/made-market.js';
import { appendAll, hasRead, lakeIn, makeRunner, onePass, until } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

const message = (name: string): OutgoingMessage => ({ subject: name, bytes: Buffer.from(name) });

describe('publishTicks', () => {
  it('sends again what was not acknowledged, and that alone, after growing pauses', async () => {
    const clock = createFakeClock();
    const sent: string[] = [];
    const reasons: string[] = [];
    const publish = ({ subject }: OutgoingMessage) => {
      sent.push(`${subject} ${clock.monotonicMs()}`);
      const isAway = subject === 'b' && clock.monotonicMs() < 1_000;
      return isAway ? Promise.reject(new BusError('UNDECIDED', 'away')) : Promise.resolve();
    };
    const { signal } = new AbortController();
    const parts = { publish, clock, logger: recordingLogger(), signal };
    const done = publishTicks(
      { ...parts, onRetry: (reason) => reasons.push(reason) },
      ['a', 'b', 'c'].map(message),
    );
    await clock.advance(5_000);
    expect(await done).toBe(true);
    expect(sent).toEqual(['a 0', 'b 0', 'c 0', 'b 250', 'b 750', 'b 1750']);
    expect(reasons).toEqual(['UNDECIDED', 'UNDECIDED', 'UNDECIDED']);
  });

  it('gives up at the signal, and throws what no attempt would mend', async () => {
    const clock = createFakeClock();
    const stop = new AbortController();
    const parts = {
      clock,
      logger: recordingLogger(),
      signal: stop.signal,
      onRetry: () => undefined,
    };
    const away = () => Promise.reject(new BusError('UNAVAILABLE', 'away'));
    const done = publishTicks({ ...parts, publish: away }, [message('a')]);
    await clock.advance(100_000);
    stop.abort();
    expect(await done).toBe(false);
    const denied = () => Promise.reject(new BusError('ACCESS_DENIED', 'no rights'));
    await expect(publishTicks({ ...parts, publish: denied }, [message('a')])).rejects.toThrow(
      'no rights',
    );
  });
});

describe('a signal runner whose ticks are not acknowledged', () => {
  it(
    'keeps trying, ends at the stop, and publishes all of them at the next start',
    { timeout: 60_000 },
    async () => {
      const lake = lakeIn(await scratchFolder());
      const log = createMemoryLog({ stream: 'market' });
      const logs = [{ shard: 'market', log }];
      const last = await appendAll(log, madeMarket({ seed: 7, seconds: 6 }));
      const logger = recordingLogger();
      const publish = () => Promise.reject(new BusError('UNDECIDED', 'no acknowledgement'));
      const runner = makeRunner(lake, { logs, publish, logger });
      await runner.start();
      await until(runner, hasRead(last));
      await until(runner, () => logger.lines.some(({ message: words }) => words.includes('ticks')));
      await runner.stop();
      expect(runner.status().phase).toBe('stopped');

      const published: OutgoingMessage[] = [];
      const next = makeRunner(lake, {
        logs,
        publish: (each) => Promise.resolve(published.push(each)),
      });
      await next.start();
      const { lastTickNs: toNs = 0n } = runner.status();
      await until(next, ({ lastTickNs = 0n }) => lastTickNs >= toNs);
      await next.stop();
      {
        await using bronze = await openStoredLog(lake.store, lake.stagingFolder, 'market', log);
        await bronze.store();
      }
      const rows = await goldRows(lake.store);
      expect(rows).toEqual(await onePass(lake, toNs));
      const instants = new Set(rows.map(({ ts_event_ns: at }) => at));
      expect(published).toHaveLength(instants.size);
    },
  );
});
