import { futuresTrades, stocksTrades } from '@assay/schemas';
import { verifyBronze, type VerifyOptions } from '../../src/index.js';
import { futuresTrade, message, text } from '../support/market-rows.js';
import { createScene, type Scene } from '../support/scene.js';

/** A small lake of three batches, by the real writer: two symbols, two hours, dead letters, two files a batch. */
export async function smallLake(): Promise<Scene> {
  const scene = await createScene();
  for (let batch = 0; batch < 3; batch += 1) {
    await fillBatch(scene, batch);
    const writer = scene.writer({ limits: { maxSeconds: 3_600 }, query: { threads: 1 } });
    await writer.start();
    await writer.stop();
  }
  return scene;
}

async function fillBatch(scene: Scene, batch: number): Promise<void> {
  const at = batch * 1_000;
  await scene.log.append(
    message(
      futuresTrades,
      [at + 1, at + 2, at + 3].map((offset) => futuresTrade(offset)),
      { run: 'feed', first: batch * 10 },
    ),
  );
  await scene.log.append(
    message(futuresTrades, [
      futuresTrade(at + 4, { symbol: 'NQZ4' }),
      futuresTrade(at + 3_600_000_000_000, { symbol: 'NQZ4' }),
    ]),
  );
  await scene.log.append(text('market.futures.trades', '{"no":"trade"}\nnor this'));
  await scene.log.append(
    message(stocksTrades, [
      {
        ts_event_ns: 1_734_532_200_000_000_000n + BigInt(at),
        ts_recv_ns: 1_734_532_200_000_000_000n + BigInt(at),
        source: 'SIP',
        symbol: 'SPY',
        price: 600.5,
        size: 100,
        exchange: 4,
        seq: null,
        conditions: null,
      },
    ]),
  );
}

/** What verification finds, as `kind object` lines. */
export async function problemsOf(scene: Scene, options: Partial<VerifyOptions> = {}) {
  const { problems } = await verifyBronze({ store: scene.store, ...options });
  return problems.map(({ kind, object }) => `${kind} ${object}`);
}
