import { createMemoryLog, crashAt, SimulatedCrash } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { goldRows } from '../support/gold-rows.js';
import { madeMarket } from '../support/made-market.js';
import { appendAll, hasRead, lakeIn, makeRunner, onePass, until } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

const isLong = process.env['ASSAY_LONG'] === '1';
const FAILPOINTS = [
  'replay.after-warm-up',
  'gold.after-state',
  'ledger.after-intent',
  'replay.after-commit',
  ...(isLong
    ? ['replay.after-open', 'gold.after-build', 'gold.after-commit', 'replay.after-publish']
    : []),
];

describe('a signal runner', () => {
  it(
    'stores what one pass over Bronze says, stopped and crashed wherever it may be',
    { timeout: 120_000 },
    async () => {
      const lake = lakeIn(await scratchFolder());
      const log = createMemoryLog({ stream: 'market' });
      const logs = [{ shard: 'market', log }];
      const messages = madeMarket({ seed: 7, seconds: isLong ? 24 : 14 });
      const published: string[] = [];
      const publish = async ({ headers }: { headers?: Readonly<Record<string, string>> }) => {
        published.push(headers?.['Nats-Msg-Id'] ?? '');
      };
      const part = Math.ceil(messages.length / (FAILPOINTS.length + 2));
      let last = 0n;
      let sent = 0;
      const sendPart = async () => {
        last = await appendAll(log, messages.slice(sent, sent + part));
        sent += part;
      };
      await sendPart();
      for (const name of FAILPOINTS) {
        const crashing = makeRunner(lake, { logs, publish, failpoint: crashAt(name) });
        await crashing.start().catch(() => undefined);
        await sendPart();
        await expect(crashing.done).rejects.toThrow(SimulatedCrash);
      }
      const stopped = makeRunner(lake, { logs, publish });
      await stopped.start();
      await until(stopped, hasRead(last));
      await stopped.stop();
      last = await appendAll(log, messages.slice(sent));
      const runner = makeRunner(lake, { logs, publish });
      await runner.start();
      await until(runner, hasRead(last));
      await runner.stop();

      const { lastTickNs = 0n, storedTickNs, missed } = runner.status();
      expect([missed, storedTickNs]).toEqual([0, lastTickNs]);
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, 'market', log);
      await bronze.store();
      const expected = await onePass(lake, lastTickNs);
      const stored = await goldRows(lake.store);
      expect(stored.length).toBeGreaterThan(100);
      expect(stored).toEqual(expected);
      const ticks = new Set(stored.map((row) => String(row.ts_event_ns)));
      expect(new Set(published.map((id) => id.split(':')[1]))).toEqual(ticks);
    },
  );
});
