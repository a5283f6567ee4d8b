import { encodeRow, stocksTrades } from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { createMemoryLog, recordingLogger } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { DAY_NS, madeMarket } from '../support/made-market.js';
import { appendAll, hasRead, lakeIn, makeRunner, until } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';

const TEN_HOURS_NS = 36_000_000_000_000n;

/** One print with both of its times ten hours ahead. */
function printAhead(symbol: string) {
  const atNs = DAY_NS + TEN_HOURS_NS;
  const times = { ts_event_ns: atNs, ts_recv_ns: atNs };
  const row = { source: 'SIP', symbol, price: 600, size: 1, exchange: null, seq: 1n };
  const line = encodeRow(stocksTrades, { ...times, ...row, conditions: null });
  return { subject: 'market.stocks.trades', bytes: Buffer.from(line) };
}

/** What a runner misses whose input holds that print in the middle. */
async function missedBeside(symbol: string, isLive: boolean) {
  const lake = lakeIn(await scratchFolder());
  const log = createMemoryLog({ stream: 'market' });
  const startMs = systemClock.monotonicMs();
  const passedNs = () => BigInt(Math.round((systemClock.monotonicMs() - startMs) * 1e6));
  const clock = isLive ? { ...systemClock, nowNs: () => DAY_NS + passedNs() } : systemClock;
  const messages = madeMarket({ seed: 7, seconds: 6 });
  const half = Math.floor(messages.length / 2);
  const logger = recordingLogger();
  const logs = [{ shard: 'market', log }];
  const runner = makeRunner(lake, { logs, liveAllowanceMs: 200, clock, logger });
  await runner.start();
  await until(runner, hasRead(await appendAll(log, messages.slice(0, half))));
  await until(runner, hasRead(await log.append(printAhead(symbol))));
  await systemClock.sleep(600);
  await until(runner, hasRead(await appendAll(log, messages.slice(half))));
  await runner.stop();
  return {
    missed: runner.status().missed,
    lastTickNs: runner.status().lastTickNs ?? 0n,
    warned: logger.lines.some(({ message }) => message.startsWith('rows lie ahead')),
  };
}

describe('one print ten hours ahead', () => {
  it('says nothing of the time where it is of another symbol', { timeout: 60_000 }, async () => {
    const { missed, lastTickNs, warned } = await missedBeside('XYZ', false);
    // At most what was under way in another input when the first half had been sent.
    expect(missed).toBeLessThan(5);
    expect(warned).toBe(false);
    expect(lastTickNs).toBeLessThan(DAY_NS + TEN_HOURS_NS / 2n);
  });

  it('is not believed where events are live', { timeout: 60_000 }, async () => {
    const { missed, lastTickNs, warned } = await missedBeside('SPY', true);
    expect(missed).toBeLessThan(5);
    expect(warned).toBe(true);
    expect(lastTickNs).toBeLessThan(DAY_NS + TEN_HOURS_NS / 2n);
  });
});
