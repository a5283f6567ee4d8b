import { BusError } from '@assay/bus';
import { LedgerError, readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { createFakeClock, recordingLogger } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { guardLineage } from '../../src/writer/guard-lineage.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog } from '../support/memory-log.js';
import { createScene } from '../support/scene.js';

const trade = (offset: number) => message(futuresTrades, [futuresTrade(offset)]);

describe('a writer whose log loses what it has given', () => {
  it.each(['LOG_REWOUND', 'LOG_REPLACED', 'LOG_DELETED'] as const)(
    'stores it all the same before it ends of %s: nobody else has it any more',
    async (code) => {
      const scene = await createScene();
      const log = createMemoryLog();
      const writer = scene.writer({ log, limits: { maxSeconds: 3_600 } });
      await writer.start();
      await log.append(trade(1));
      await log.append(trade(2));
      log.failing.read = new BusError(code, 'the server lost its tail');
      await log.append(trade(3));
      await expect(writer.done).rejects.toMatchObject({ code });
      const { totals } = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
      // The first one was given before reading failed.
      expect(totals.rows).toBeGreaterThanOrEqual(1);
      expect(writer.totals().rows).toBe(totals.rows);
    },
  );

  it('stores nothing on its way out where the log still has it', async () => {
    const scene = await createScene();
    const log = createMemoryLog();
    const writer = scene.writer({ log, limits: { maxSeconds: 3_600 } });
    await writer.start();
    await log.append(trade(1));
    log.failing.read = new BusError('UNAVAILABLE', 'away for good');
    await log.append(trade(2));
    await expect(writer.done).rejects.toThrow('away for good');
    expect(writer.totals().rows).toBe(0);
  });
});

describe('guardLineage', () => {
  const start = (check: () => Promise<void>) => {
    const clock = createFakeClock();
    const ended = new AbortController();
    const guard = { everySeconds: 30, shard: 'market', clock, logger: recordingLogger() };
    const guarding = guardLineage({ ...guard, check, signal: ended.signal });
    guarding.catch(() => undefined);
    return { clock, ended, guarding };
  };

  it('compares every so often, and ends with what it finds', async () => {
    let checks = 0;
    const { clock, guarding } = start(async () => {
      checks += 1;
      if (checks === 3) {
        throw new LedgerError('LINEAGE_CHANGED', 'another log', { retryable: true });
      }
    });
    await clock.advance(89_999);
    expect(checks).toBe(2);
    await clock.advance(1);
    await expect(guarding).rejects.toMatchObject({ code: 'LINEAGE_CHANGED' });
  });

  it('waits for a log that is out of reach', async () => {
    let checks = 0;
    const { clock, ended, guarding } = start(async () => {
      checks += 1;
      throw new BusError('UNAVAILABLE', 'away', { retryable: true });
    });
    await clock.advance(95_000);
    expect(checks).toBe(3);
    ended.abort();
    await guarding;
  });
});
