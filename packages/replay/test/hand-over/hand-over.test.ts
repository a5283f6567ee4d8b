import { createMemoryLog, type MemoryLog } from '@assay/testkit';
import { createDatasetRegistry, stocksTrades } from '@assay/schemas';
import { createMessageColumns } from '@assay/query';
import type { EventBatch } from '@assay/signals';
import { describe, expect, it } from 'vitest';
import { handOver, type HandedOver, type HandOverOptions } from '../../src/index.js';
import { madeMarket } from '../support/made-market.js';
import { appendAll, lakeIn, type TestLake } from '../support/run-live.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { openStoredLog } from '../support/store-bronze.js';

const registry = createDatasetRegistry();
const datasets = registry.all.filter(({ tier }) => tier === 'bronze').map(({ id }) => id);
const SHARD = 'market';

/** Everything up to a sequence, as `<dataset> <position>`, and whether it came live. */
async function given(
  options: Omit<HandOverOptions, 'datasets' | 'signal' | 'query'>,
  to: bigint,
): Promise<{ readonly stored: string[]; readonly live: string[] }> {
  const stop = new AbortController();
  const found = { stored: [] as string[], live: [] as string[] };
  let last = 0n;
  const whole = { ...options, datasets, signal: stop.signal, query: { threads: 1 } };
  for await (const part of handOver(whole)) {
    if (part.live) {
      found.live.push(...liveRows(part));
      last = part.messages.at(-1)?.sequence ?? last;
    } else {
      found.stored.push(...rowsOf(part.batch));
    }
    if (last >= to) {
      stop.abort();
    }
  }
  return found;
}

function liveRows(part: Extract<HandedOver, { live: true }>): string[] {
  const { shard, epoch, messages } = part;
  const decoder = createMessageColumns(registry, { origin: { shard, epoch }, datasets });
  messages.forEach((message) => decoder.add(message));
  return decoder.take().flatMap(rowsOf);
}

function rowsOf({ dataset, columns }: EventBatch): string[] {
  const positions = columns['_pos'];
  return positions.kind === 'integer' ? [...positions.values].map((at) => `${dataset} ${at}`) : [];
}

async function scene(): Promise<{ lake: TestLake; log: MemoryLog; last: bigint; all: string[] }> {
  const lake = lakeIn(await scratchFolder());
  const log = createMemoryLog({ stream: SHARD });
  const last = await appendAll(log, madeMarket({ seed: 3, seconds: 4 }));
  const decoder = createMessageColumns(registry, { origin: { shard: SHARD, epoch: 1 }, datasets });
  log.messages.forEach((message) => decoder.add(message));
  const all = decoder.take().flatMap(rowsOf);
  return { lake, log, last, all };
}

const inOrder = (rows: readonly string[]): string[] => [...rows].sort();

describe('handOver', () => {
  it('gives what Bronze stored and then the log, each row once', { timeout: 60_000 }, async () => {
    const { lake, log, last, all } = await scene();
    await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
    await bronze.store(last / 2n, 40);
    const logs = [{ shard: SHARD, log }];
    const { stored, live } = await given({ store: lake.store, logs, from: [] }, last);
    expect(stored.length).toBeGreaterThan(0);
    expect(live.length).toBeGreaterThan(0);
    expect(inOrder([...stored, ...live])).toEqual(inOrder(all));
  });

  it('gives the log alone where Bronze stores nothing yet', { timeout: 60_000 }, async () => {
    const { lake, log, last, all } = await scene();
    const logs = [{ shard: SHARD, log }];
    const { stored, live } = await given({ store: lake.store, logs, from: [] }, last);
    expect(stored).toEqual([]);
    expect(inOrder(live)).toEqual(inOrder(all));
  });

  it(
    'goes on from a position in the middle of a batch whose messages the log let go of',
    { timeout: 60_000 },
    async () => {
      const { lake, log, last, all } = await scene();
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await bronze.store(last - 5n, 50);
      log.retainFrom(last - 8n);
      const reached = { shard: SHARD, epoch: 1, sequence: 13n };
      const logs = [{ shard: SHARD, log }];
      const { stored, live } = await given({ store: lake.store, logs, from: [reached] }, last);
      const behind = all.filter((row) => BigInt(row.split(' ')[1]) >= 14n * 65_536n);
      expect(live.length).toBeLessThan(20);
      expect(inOrder([...stored, ...live])).toEqual(inOrder(behind));
    },
  );

  it(
    'reads the log and not Bronze where the log still holds what is asked for',
    { timeout: 60_000 },
    async () => {
      const { lake, log, last } = await scene();
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await bronze.store(last);
      const reached = { shard: SHARD, epoch: 1, sequence: last - 2n };
      const logs = [{ shard: SHARD, log }];
      const { stored, live } = await given({ store: lake.store, logs, from: [reached] }, last);
      expect(stored).toEqual([]);
      expect(live.length).toBeGreaterThan(0);
    },
  );

  it(
    'wants only what happened since an instant, and only the partitions asked for',
    { timeout: 60_000 },
    async () => {
      const { lake, log, last } = await scene();
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await bronze.store(last);
      await log.append(madeMarket({ seed: 4, seconds: 1 })[0]);
      const options = {
        ...{ store: lake.store, logs: [{ shard: SHARD, log }], from: [] },
        isWanted: (dataset: string, value: string) =>
          dataset === stocksTrades.id && value === 'SPY',
      };
      const all = await given(options, last + 1n);
      expect(new Set(all.stored.map((row) => row.split(' ')[0]))).toEqual(
        new Set([stocksTrades.id]),
      );
    },
  );

  it(
    'refuses a log that was made anew until Bronze has opened its next epoch',
    { timeout: 60_000 },
    async () => {
      const { lake, log, last, all } = await scene();
      const first = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await first.store(last);
      await first.close();
      log.recreate();
      const logs = [{ shard: SHARD, log }];
      const options = { store: lake.store, logs, from: [] };
      const expected = { code: 'LINEAGE_CHANGED', retryable: true };
      await expect(given(options, 1n)).rejects.toMatchObject(expected);

      const next = await appendAll(log, madeMarket({ seed: 5, seconds: 1 }));
      await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
      await bronze.store(next - 1n);
      const reached = { shard: SHARD, epoch: 1, sequence: last };
      const { stored, live } = await given({ ...options, from: [reached] }, next);
      expect(stored.length).toBeGreaterThan(0);
      expect(live.length).toBeGreaterThan(0);
      const whole = await given(options, next);
      expect(whole.stored.length).toBe(stored.length + all.length);
    },
  );

  it('refuses positions of messages that the log has lost', { timeout: 60_000 }, async () => {
    const { lake, log, last } = await scene();
    await using bronze = await openStoredLog(lake.store, lake.stagingFolder, SHARD, log);
    await bronze.store(10n);
    log.loseTail(last - 3n);
    const reached = { shard: SHARD, epoch: 1, sequence: last };
    const options = { store: lake.store, logs: [{ shard: SHARD, log }], from: [reached] };
    await expect(given(options, last)).rejects.toThrow(/its tail was lost/);
    await appendAll(log, madeMarket({ seed: 6, seconds: 1 }));
    const mark = { sequence: last, serverTimeNs: undefined, sha256: 'a'.repeat(64) };
    const marked = { ...options, from: [{ ...reached, mark }] };
    await expect(given(marked, last)).rejects.toThrow(/another one than was read/);
  });
});
