import { readEntries } from '@assay/ledger';
import { SharedEngine } from '@assay/query';
import { sessionsOf, type EngineSession } from '@assay/signals';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createLakeFiles, readWarmUp } from '../../src/index.js';
import { collect } from '../support/collect.js';
import { feedLogs, readToEnd, sendAll, storeLogs } from '../support/log-per-feed.js';
import { DAY_NS, MADE_CONFIG, madeMarket } from '../support/made-market.js';
import { lakeIn, makeRunner, until, type TestLake } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';

const DAY = 86_400_000_000_000n;
const config = { ...MADE_CONFIG, gridMs: 1_000 };

/** The digest of the warm-up that all of Bronze gives. */
async function digestOf({ store }: TestLake, session: EngineSession): Promise<string> {
  const engine = new SharedEngine({ threads: 1 });
  const { digest } = await readWarmUp(
    { lake: createLakeFiles(store, undefined), engine },
    config,
    session,
  );
  await engine.close();
  return digest;
}

describe('the warm-up of a first start', () => {
  it('waits until Bronze stores what all logs hold', { timeout: 60_000 }, async () => {
    const lake = lakeIn(await scratchFolder());
    const logs = feedLogs();
    const evening = { seed: 31, seconds: 3, startNs: DAY_NS + DAY - 400_000_000_000n };
    await sendAll(logs, madeMarket(evening));
    await sendAll(logs, madeMarket({ seed: 32, seconds: 4, startNs: DAY_NS + DAY }));
    await storeLogs(
      lake,
      logs.filter(({ shard }) => shard === 'futures'),
    );
    const runner = makeRunner(lake, { logs, config });
    await runner.start();
    const { problem } = await until(runner, ({ phase }) => phase === 'waiting-for-bronze');
    expect(problem).toMatch(/shard (stocks|options): expected Bronze to store messages up to/);
    await systemClock.sleep(300);
    expect(runner.status().phase).toBe('waiting-for-bronze');
    await storeLogs(lake, logs);
    await readToEnd(runner, logs);
    await runner.stop();
    const session = sessionsOf(config).sessionAt(DAY_NS + DAY);
    if (session === undefined) {
      throw new TypeError('expected a session, was none');
    }
    expect(runner.status().session).toBe(session.date);
    const place = { store: lake.store, tier: 'gold', shard: 'signals-SPY' } as const;
    const entries = (await collect(readEntries(place, 0))).flat();
    const digests = entries.flatMap(({ entry }) =>
      entry.kind === 'commit' ? [entry.derivation?.warm_up] : [],
    );
    expect(new Set(digests)).toEqual(new Set([await digestOf(lake, session)]));
  });

  it('ends in good order when it is stopped meanwhile', { timeout: 60_000 }, async () => {
    const lake = lakeIn(await scratchFolder());
    const logs = feedLogs();
    await sendAll(logs, madeMarket({ seed: 33, seconds: 2 }));
    await storeLogs(lake, logs.slice(0, 1));
    const runner = makeRunner(lake, { logs, config });
    await runner.start();
    expect(runner.status().phase).toBe('waiting-for-bronze');
    await runner.stop();
    expect(runner.status().phase).toBe('stopped');
  });
});
