import { readLedger } from '@assay/ledger';
import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { createScene, type Scene } from '../support/scene.js';

/** A log of these trades, in the same incarnation as every other one here. */
async function logOf(...offsets: number[]): Promise<MemoryLog> {
  const log = createMemoryLog();
  for (const offset of offsets) {
    await log.append(message(futuresTrades, [futuresTrade(offset)]));
  }
  return log;
}

async function store(scene: Scene, log: MemoryLog): Promise<void> {
  const writer = scene.writer({ log, limits: { maxSeconds: 3_600 } });
  await writer.start();
  await writer.flushAll();
  await writer.stop();
}

/** Epochs by reason and first sequence, and what is stored, once the lake is found to be sound. */
async function outcome(scene: Scene) {
  expect((await verifyBronze({ store: scene.store })).problems).toEqual([]);
  const { epochs, totals } = await readLedger({
    store: scene.store,
    tier: 'bronze',
    shard: 'market',
  });
  const reader = scene.reader();
  const table = await reader.readFuturesTrades({ symbol: 'ESZ4', date: '2024-12-18' });
  return {
    epochs: epochs.map(({ reason, first_seq: first }) => `${reason} ${first}`),
    rows: totals.rows,
    seqs: table.toArray().map((row) => Number((row.toJSON() as { seq: bigint }).seq)),
  };
}

describe('a log that was rewound, where a message proves nothing', () => {
  it('is told by those before a hole at the last committed one', async () => {
    const scene = await createScene();
    await store(scene, await logOf(1, 2, 3, 4, 5));
    const rewound = await logOf(1, 102, 103, 104, 105, 106);
    rewound.forget(5n);
    await store(scene, rewound);
    expect(await outcome(scene)).toEqual({
      epochs: ['first 1', 'rewound 2'],
      rows: 9,
      seqs: [1, 2, 3, 4, 5, 102, 103, 104, 106],
    });
  });

  it('is told by a message where a hole was', async () => {
    const scene = await createScene();
    const log = await logOf(1, 2, 3, 4, 5);
    log.forget(3n);
    await store(scene, log);
    const rewound = await logOf(1, 2, 103, 104, 105, 106);
    rewound.forget(4n);
    rewound.forget(5n);
    await store(scene, rewound);
    expect(await outcome(scene)).toEqual({
      epochs: ['first 1', 'rewound 3'],
      rows: 6,
      seqs: [1, 2, 4, 5, 103, 106],
    });
  });

  it('is told by messages where retention had left nothing', async () => {
    const scene = await createScene();
    const log = await logOf(1);
    await store(scene, log);
    await log.append(message(futuresTrades, [futuresTrade(2)]));
    await log.append(message(futuresTrades, [futuresTrade(3)]));
    log.forgetUpTo(3n);
    await store(scene, log);
    await store(scene, await logOf(1, 102, 103, 104));
    expect(await outcome(scene)).toEqual({
      epochs: ['first 1', 'rewound 2'],
      rows: 4,
      seqs: [1, 102, 103, 104],
    });
  });

  it('is stored from its first message where it goes back before all that was ever stored', async () => {
    const scene = await createScene();
    const log = await logOf(1, 2, 3, 4, 5, 6);
    log.forgetUpTo(3n);
    await store(scene, log);
    await store(scene, await logOf(1, 102, 103, 104, 105, 106, 107));
    expect(await outcome(scene)).toEqual({
      epochs: ['first 4', 'rewound 1'],
      rows: 10,
      seqs: [1, 4, 5, 6, 102, 103, 104, 105, 106, 107],
    });
  });
});
