import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import {
  DATASETS,
  createDatasetRegistry,
  futuresTrades,
  parseBronzeFileName,
  parsePlace,
  partitionPath,
  positionDigest,
  shardTag,
} from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { WRITER_RELEASE } from '../../src/release.js';
import { generatedRows } from '../support/generated-rows.js';
import { futuresTrade, message, text } from '../support/market-rows.js';
import { footerOf, independentRows } from '../support/parquet-file.js';
import { createScene, type Scene } from '../support/scene.js';

/** Twelve messages of every dataset, two of them with lines that are refused. */
async function fill(scene: Scene): Promise<void> {
  const random = createSeededRandom('determinism');
  for (const dataset of DATASETS.filter(({ tier }) => tier === 'bronze')) {
    await scene.log.append(message(dataset, generatedRows(dataset, random, 400)));
    await scene.log.append(
      message(dataset, generatedRows(dataset, random, 10), { run: 'r', first: 0 }),
    );
  }
  await scene.log.append(text('market.futures.trades', 'no\nnor this'));
  // Rows equal in everything but their position: only it orders them.
  await scene.log.append(
    message(
      futuresTrades,
      Array.from({ length: 3_000 }, () => futuresTrade(5)),
    ),
  );
}

interface LakeFile {
  readonly key: string;
  readonly sha256: string;
}

async function lakeFiles(scene: Scene): Promise<LakeFile[]> {
  const fold = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
  const files = [...fold.files, ...fold.deadLetterFiles];
  for (const { key, sha256 } of files) {
    const bytes = await readFile(join(scene.root, key));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  }
  return files.map(({ key, sha256 }) => ({ key, sha256 })).sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function lakeMadeWith(threads: number, waits: boolean): Promise<LakeFile[]> {
  const scene = await createScene();
  await fill(scene);
  const writer = scene.writer({
    query: { threads },
    limits: { maxSeconds: 3_600, maxEvents: 1_000_000 },
    failpoint: async (name) => {
      if (waits && name.startsWith('bronze.')) await new Promise(setImmediate);
    },
  });
  await writer.start();
  await writer.stop();
  expect(writer.status().batches).toBe(1);
  return lakeFiles(scene);
}

describe('the files of a batch', () => {
  it('have the same names and bytes in every lake, with any number of threads', async () => {
    const first = await lakeMadeWith(1, false);
    expect(first.length).toBeGreaterThan(30);
    expect(await lakeMadeWith(2, true)).toEqual(first);
    expect(await lakeMadeWith(8, false)).toEqual(first);
  }, 60_000);

  it('are named by their first event, their shard, epoch and range', async () => {
    const scene = await createScene();
    const writer = scene.writer({ limits: { maxSeconds: 3_600 } });
    await writer.start();
    await scene.log.append(
      message(futuresTrades, [futuresTrade(3_000), futuresTrade(2_000_345_678)]),
    );
    await scene.log.append(message(futuresTrades, [futuresTrade(1_234_567_000)]));
    await scene.log.append(text('market.futures.trades', '?'));
    await writer.stop();
    const tag = createHash('sha256').update('market').digest('hex').slice(0, 8);
    expect(shardTag('market')).toBe(tag);
    expect((await lakeFiles(scene)).map(({ key }) => key)).toEqual([
      '_dlq/market/e1/000000000001-000000000003.parquet',
      'bronze/futures/trades/symbol=ESZ4/date=2024-12-18/hour=14/' +
        `part-143000_000003-${tag}-e1-000000000001-000000000003.parquet`,
    ]);
  });

  it('explain themselves when found alone', async () => {
    const scene = await createScene();
    await fill(scene);
    const writer = scene.writer({ limits: { maxSeconds: 3_600, maxEvents: 1_000_000 } });
    await writer.start();
    await writer.stop();
    const registry = createDatasetRegistry();
    const fold = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
    for (const file of [...fold.files, ...fold.deadLetterFiles]) {
      const path = join(scene.root, file.key);
      const { values, metadata } = await footerOf(path);
      const positions = (await independentRows(path)).map((row) => row._pos as bigint);
      expect(Object.fromEntries([...values].filter(([name]) => name.startsWith('assay.')))).toEqual(
        {
          'assay.dataset': file.dataset,
          'assay.writer': WRITER_RELEASE,
          'assay.format': '1',
          'assay.shard': 'market',
          'assay.epoch': '1',
          'assay.from': '1',
          'assay.to': '14',
          'assay.rows': String(file.rows),
          'assay.position_digest': positionDigest(positions.sort((a, b) => (a < b ? -1 : 1))),
          ...(file.kind === 'rows' ? { 'assay.partition': file.partition } : {}),
        },
      );
      expect(file.position_digest).toBe(values.get('assay.position_digest'));
      const codecs = metadata.row_groups.flatMap(({ columns }) =>
        columns.map((column) => column.meta_data?.codec),
      );
      expect(new Set(codecs)).toEqual(new Set(['ZSTD']));
      if (file.kind === 'rows') {
        const { place, file: name } = parsePlace(registry, 'bronze', file.key);
        expect(partitionPath(place)).toBe(file.partition);
        expect(parseBronzeFileName(name)).toMatchObject({ epoch: 1, from: 1n, to: 14n });
      }
    }
  });
});
