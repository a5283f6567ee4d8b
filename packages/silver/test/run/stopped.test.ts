import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { futuresMbp10, futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { CompactionProgress } from '../../src/index.js';
import { createScene, dataset, DATE, tradesIn } from './support/scene.js';

const NEXT_DATE = '2024-12-19';

async function withDays() {
  const scene = await createScene({ threads: 1 });
  const files = await scene.lake.add(dataset, tradesIn(13, 14, 15, 13 + 24));
  return { ...scene, files };
}

/** Ends a call as soon as so many hours are done. */
function endAfter(done: number) {
  const ending = new AbortController();
  const onProgress = (progress: CompactionProgress) => {
    if (progress.done === done) {
      ending.abort(new Error('enough'));
    }
  };
  return { signal: ending.signal, onProgress };
}

describe('a stopped call', () => {
  it('tells what was done, which hours of the day are left, and which days', async () => {
    const { compactor } = await withDays();
    await expect(compactor.compactAllDates(dataset, endAfter(1))).rejects.toMatchObject({
      code: 'STOPPED',
      retryable: true,
      message: expect.stringContaining('enough'),
      results: [{ date: DATE, hour: '13', status: 'success' }],
      failures: [],
      left: {
        hours: [
          { dataset: dataset.id, partition: 'ESZ4', date: DATE, hour: '14' },
          { dataset: dataset.id, partition: 'ESZ4', date: DATE, hour: '15' },
        ],
        days: [{ dataset: dataset.id, date: NEXT_DATE }],
      },
    });
  });

  it('keeps the causes of what failed before', async () => {
    const { compactor, files, root } = await withDays();
    const first = files.find(({ key }) => key.includes(`date=${DATE}/hour=13`));
    await rm(join(root, first?.key ?? ''));
    await expect(compactor.compactAllDates(dataset, endAfter(2))).rejects.toMatchObject({
      results: [{ hour: '14' }],
      failures: [{ hour: '13', error: { code: 'FILE_GONE' } }],
      left: { hours: [{ hour: '15' }], days: [{ date: NEXT_DATE }] },
    });
  });

  it('names all that there is when it was stopped before it began', async () => {
    const { compactor } = await withDays();
    const signal = AbortSignal.abort();
    const left = {
      hours: [],
      days: [
        { dataset: futuresTrades.id, date: DATE },
        { dataset: futuresTrades.id, date: NEXT_DATE },
      ],
    };
    await expect(compactor.compactAllDates(dataset, { signal })).rejects.toMatchObject({
      results: [],
      left,
    });
    await expect(compactor.compactAllDates(futuresMbp10, { signal })).rejects.toMatchObject({
      code: 'NO_DATA',
    });
    await expect(compactor.compactAllSchemas(DATE, { signal })).rejects.toMatchObject({
      left: { days: [{ dataset: futuresTrades.id, date: DATE }] },
    });
  });

  it('has not stopped when the signal came with the last hour', async () => {
    const { compactor } = await withDays();
    const results = await compactor.compactAllDates(dataset, endAfter(4));
    expect(results).toHaveLength(4);
  });
});
