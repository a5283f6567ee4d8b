import { join } from 'node:path';
import { readLedger, type CommittedFile } from '@assay/ledger';
import { futuresTrades, type AnyRow } from '@assay/schemas';
import { localStagingFolder, type ObjectStore } from '@assay/storage';
import type { CopyLakeOptions } from '../../src/copy/copy-lake.js';
import { futuresTrade, message, text } from './market-rows.js';
import { createScene, type Scene } from './scene.js';
import type { LakeMaker } from './test-lake.js';

const DAY_NS = 86_400_000_000_000n;

/** Appends each group of rows as one message and commits it as one batch. */
export async function storeRows(
  scene: Scene,
  groups: readonly (readonly AnyRow[])[],
): Promise<void> {
  const writer = scene.writer();
  await writer.start();
  for (const rows of groups) {
    await scene.log.append(message(futuresTrades, rows));
    await writer.flushAll();
  }
  await writer.stop();
}

/** A lake with two trades on each of some days from 2024-12-18 on, and one dead letter. */
export async function lakeOfDays(days = 3, makeLake?: LakeMaker): Promise<Scene> {
  const scene = await createScene(makeLake);
  await scene.log.append(text('market.futures.trades', '{"symbol":"ESZ4","price":"a lot"}'));
  await storeRows(
    scene,
    Array.from({ length: days }, (_, day) => rowsOfDay(day)),
  );
  return scene;
}

/** A trade of ESZ4 and one of NQZ4, so many days after 2024-12-18. */
export function rowsOfDay(day: number): AnyRow[] {
  const at = BigInt(day) * DAY_NS;
  const seq = BigInt(day);
  return [futuresTrade(at, { seq }), futuresTrade(at + 1n, { seq, symbol: 'NQZ4' })];
}

/** Options of a copy to a folder beside the lake. */
export function copyTo(scene: Scene, to: ObjectStore, more: Partial<CopyLakeOptions> = {}) {
  return {
    from: scene.store,
    to,
    stagingFolder: localStagingFolder(to.root),
    seal: false,
    ...more,
  };
}

export const beside = (scene: Scene, name: string) => join(scene.root, '..', name);

/** Every committed file of the lake's one shard. */
export async function committedFiles(store: ObjectStore): Promise<CommittedFile[]> {
  const fold = await readLedger({ store, tier: 'bronze', shard: 'market' });
  return [...fold.files, ...fold.deadLetterFiles];
}

/** All objects of a store by key, as text would say them. */
export async function contentsOf(store: ObjectStore): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for await (const { key } of store.list('')) {
    contents.set(key, Buffer.from(await store.read(key)).toString('base64'));
  }
  return contents;
}
