import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import { DATASETS, DEAD_LETTER_COLUMNS, bronzeColumns, type Dataset } from '@assay/schemas';
import { createSeededRandom } from '@assay/testkit';
import { describe, expect, it } from 'vitest';
import { generatedRows } from '../support/generated-rows.js';
import { message, text } from '../support/market-rows.js';
import { independentRows } from '../support/parquet-file.js';
import { createScene, type Scene } from '../support/scene.js';

const bronzeDatasets = DATASETS.filter(({ tier }) => tier === 'bronze');

async function storedRows(scene: Scene): Promise<Record<string, unknown>[]> {
  const fold = await readLedger({ store: scene.store, tier: 'bronze', shard: 'market' });
  const files = [...fold.files, ...fold.deadLetterFiles];
  const rows = await Promise.all(files.map(({ key }) => independentRows(join(scene.root, key))));
  return rows.flat().sort((a, b) => Number((a._pos as bigint) - (b._pos as bigint)));
}

describe('a Bronze file, read by a reader that shares no code with its writer', () => {
  it('there are six datasets to look at', () => {
    expect(bronzeDatasets).toHaveLength(6);
  });

  it.each(bronzeDatasets.map((dataset) => [dataset.id, dataset] as [string, Dataset]))(
    'holds every value of %s that was sent',
    async (id, dataset) => {
      const scene = await createScene();
      const writer = scene.writer();
      await writer.start();
      const rows = generatedRows(dataset, createSeededRandom(id), 300);
      await scene.log.append(message(dataset, rows.slice(0, 200), { run: 'r', first: 2n ** 53n }));
      await scene.log.append(message(dataset, rows.slice(200)));
      await writer.stop();

      const stored = await storedRows(scene);
      expect(stored).toEqual(
        rows.map((row, index) => ({
          ...row,
          _pos: index < 200 ? 65_536n + BigInt(index) : 131_072n + BigInt(index - 200),
          _run: index < 200 ? 'r' : null,
          _run_pos: index < 200 ? 2n ** 53n + BigInt(index) : null,
        })),
      );
      expect(Object.keys(stored[0])).toEqual(bronzeColumns(dataset).map(({ name }) => name));
    },
  );

  it('holds every dead letter that was made', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    const random = createSeededRandom('dead letters');
    const sent = Array.from({ length: 100 }, () =>
      Buffer.from(random.hex(1 + random.below(50)), 'hex'),
    );
    for (const bytes of sent) {
      // Never an event, never two lines, never blank.
      const event = Buffer.concat([
        Buffer.from('?'),
        Buffer.from(bytes.filter((byte) => byte !== 10)),
      ]);
      await scene.log.append(text('market.futures.trades', event, { run: 'r', first: 7 }));
    }
    await writer.stop();
    const stored = await storedRows(scene);
    expect(Object.keys(stored[0])).toEqual(DEAD_LETTER_COLUMNS.map(({ name }) => name));
    expect(stored).toHaveLength(sent.length);
    for (const [index, row] of stored.entries()) {
      const event = Buffer.from(row.event as string, 'base64');
      const bytes = sent[index]?.filter((byte) => byte !== 10) ?? [];
      // Blank bytes at the end of a message belong to no event.
      expect(
        Buffer.concat([Buffer.from('?'), Buffer.from(bytes)]).subarray(0, event.length),
      ).toEqual(event);
      expect(row).toMatchObject({
        _pos: BigInt(index + 1) * 65_536n,
        _run: 'r',
        _run_pos: 7n,
        subject: 'market.futures.trades',
        dataset: 'futures.trades.v1',
        event_bytes: BigInt(event.length),
      });
    }
  });
});
