import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { optionsGreeksSnapshots, optionsTrades, optionsTradesEnriched } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { greeks, print } from './support/option-rows.js';
import { createScene, dataset, DATE, keyOf, trade, tradesIn } from './support/scene.js';

const NEXT_DATE = '2024-12-19';
async function withOptions() {
  const scene = await createScene();
  const prints = [print(14, 5), print(14, 30), print(15, 1)];
  await scene.lake.add(optionsTrades, prints);
  await scene.lake.add(optionsGreeksSnapshots, [greeks(14, 1), greeks(14, 3_598)]);
  return scene;
}

describe('compactAllSchemas', () => {
  it('compacts every dataset that Bronze holds of the date, and what is joined of them', async () => {
    const { lake, compactor } = await withOptions();
    await lake.add(dataset, tradesIn(14));
    const results = await compactor.compactAllSchemas(DATE);
    expect(
      results.map(({ dataset: id, hour, status, enrichment }) => [id, hour, status, enrichment]),
    ).toEqual([
      ['futures.trades.v1', '14', 'success', undefined],
      ['options.greeks_snapshots.v1', null, 'success', undefined],
      ['options.trades.v1', '14', 'success', undefined],
      ['options.trades.v1', '15', 'success', undefined],
      ['options.trades_enriched.v1', '14', 'success', { joined: 1, stale: 1, none: 0 }],
      // The snapshot of 14:59:58 serves the print of 15:00:01.
      ['options.trades_enriched.v1', '15', 'success', { joined: 1, stale: 0, none: 0 }],
    ]);
    const again = await compactor.compactAllSchemas(DATE);
    expect(new Set(again.map(({ status }) => status))).toEqual(new Set(['unchanged']));
  });

  it('says so when Bronze holds nothing of the date', async () => {
    const { lake, compactor } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await expect(compactor.compactAllSchemas(NEXT_DATE)).rejects.toMatchObject({ code: 'NO_DATA' });
  });
});

describe('an enriched hour', () => {
  const enriched = { dataset: optionsTradesEnriched };

  it('is rebuilt by late greeks that its trades look at, and by no others', async () => {
    const { lake, compactor } = await withOptions();
    await compactor.compactDate(DATE, enriched);
    await lake.add(optionsGreeksSnapshots, [greeks(14, 29)]);
    const results = await compactor.compactDate(DATE, enriched);
    expect(results.map(({ hour, status, reason }) => [hour, status, reason])).toEqual([
      ['14', 'success', 'inputs added (1 file)'],
      ['15', 'unchanged', 'unchanged'],
    ]);
    expect(results[0].enrichment).toEqual({ joined: 2, stale: 0, none: 0 });
  });

  it('looks at the greeks of the day before, as midnight is no border to them', async () => {
    const { lake, compactor } = await createScene();
    await lake.add(optionsTrades, [print(24, 1)]);
    await lake.add(optionsGreeksSnapshots, [greeks(23, 3_598)]);
    const [first] = await compactor.compactDate(NEXT_DATE, enriched);
    expect(first).toMatchObject({ hour: '00', files: 2, enrichment: { joined: 1 } });
    await lake.add(optionsGreeksSnapshots, [greeks(23, 3_599)]);
    const [late] = await compactor.compactDate(NEXT_DATE, enriched);
    expect(late).toMatchObject({ hour: '00', files: 3, reason: 'inputs added (1 file)' });
  });

  it('is rebuilt with another tolerance', async () => {
    const { compactor } = await withOptions();
    await compactor.compactDate(DATE, enriched);
    const [first] = await compactor.compactDate(DATE, {
      ...enriched,
      toleranceNs: 60_000_000_000n,
    });
    expect(first).toMatchObject({
      reason: 'options (tolerance 10s → 1min)',
      enrichment: { joined: 2, stale: 0, none: 0 },
    });
  });
});

describe('compactAllDates', () => {
  it('compacts every date of a range, ascending, also those that only Silver knows', async () => {
    const { lake, compactor } = await createScene();
    const nextDay = tradesIn(14 + 24, 15 + 24);
    const files = await lake.add(dataset, [...tradesIn(14), ...nextDay]);
    const brief = (results: Awaited<ReturnType<typeof compactor.compactAllDates>>) =>
      results.map(({ date, hour, status }) => `${date} ${hour} ${status}`);
    expect(brief(await compactor.compactAllDates(dataset, { end: DATE }))).toEqual([
      `${DATE} 14 success`,
    ]);
    await lake.retire(files.slice(0, 1));
    expect(brief(await compactor.compactAllDates(dataset))).toEqual([
      `${DATE} 14 unchanged`,
      `${NEXT_DATE} 14 success`,
      `${NEXT_DATE} 15 success`,
    ]);
    await expect(compactor.compactAllDates(dataset, { start: '2024-12-20' })).rejects.toMatchObject(
      { code: 'NO_DATA' },
    );
  });
});

describe('a Silver file that was changed and kept its size', () => {
  it('is found by its digest: of one date always, of many when asked for or when it may be older', async () => {
    const { lake, compactor, root, open } = await createScene();
    await lake.add(dataset, tradesIn(14));
    await compactor.compactDate(DATE, { dataset });
    const path = join(root, keyOf('14'));
    const spoil = async () => writeFile(path, new Uint8Array((await readFile(path)).length));
    const reasonOf = ([result]: readonly { readonly reason: string }[]) => result.reason;
    const other = 'file not the recorded one';
    await spoil();
    expect(await open().status({ dataset })).toMatchObject([{ state: 'compacted' }]);
    expect(await open().status({ dataset, digests: true })).toMatchObject([{ state: 'stale' }]);
    expect(reasonOf(await open().compactAllDates(dataset))).toBe('unchanged');
    expect(reasonOf(await open().compactAllDates(dataset, { digests: true }))).toBe(other);
    await spoil();
    expect(reasonOf(await open().compactDate(DATE, { dataset }))).toBe(other);
    await lake.add(dataset, [trade(14, 30)]);
    await open().compactDate(DATE, { dataset });
    await spoil();
    expect(reasonOf(await open().compactAllDates(dataset))).toBe(other);
  });
});
