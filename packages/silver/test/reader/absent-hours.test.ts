import { setTimeout as sleep } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { futuresTrades, optionsGreeksSnapshots, type AnyRow } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { describe, expect, it } from 'vitest';
import { createSilverReader, type ReadLack } from '../../src/index.js';
import { columnOf, DATE, HOUR_NS, rowOf, TWO_NS } from './support/rows.js';
import { createScene, type Scene } from './support/scene.js';

const trade = (tsEventNs: bigint, other: AnyRow = {}) =>
  rowOf(futuresTrades, tsEventNs, { symbol: 'ESZ4', ...other });
const ES = { symbol: 'ESZ4', date: DATE };
const COMMAND = 'silver-cli compact --date 2024-12-18 --schema futures.trades';

async function error({ reader }: Scene, request: object) {
  const reading = reader.readFuturesTrades({ ...ES, ...request });
  return reading.then(
    () => undefined,
    (reason: unknown) => reason as { code: string; message: string },
  );
}

describe('SilverReader, where hours are missing', () => {
  it('says that nothing was ever stored', async () => {
    const scene = await createScene();
    expect(await error(scene, {})).toMatchObject({
      code: 'NO_DATA',
      message:
        'futures.trades.v1 ESZ4: expected rows on 2024-12-18, was none; nothing was ever stored of it: ' +
        'name what the lake has, or pass allowMissing',
    });
    const table = await scene.reader.readFuturesTrades({ ...ES, allowMissing: true });
    expect([table.numRows, table.schema.fields.length]).toEqual([0, futuresTrades.columns.length]);
  });

  it('says which dates there are', async () => {
    const scene = await createScene();
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    await scene.bronze.add(futuresTrades, [trade(TWO_NS), trade(TWO_NS + 48n * HOUR_NS)]);
    const range = { date: undefined, from: '2024-12-18', to: '2024-12-19' };
    expect(await error(scene, range)).toMatchObject({
      code: 'NO_DATA',
      message:
        'futures.trades.v1 ESZ4: expected rows on 2024-12-19, was none; nothing was ever stored there; ' +
        'of it 2 dates, 2024-12-18 to 2024-12-20, were stored: name those dates, or pass allowMissing ' +
        'for what there is',
    });
  });

  it('tells what an answer lacks that was allowed to', async () => {
    const scene = await createScene();
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    const later = [trade(TWO_NS + 1n), trade(TWO_NS + HOUR_NS)];
    await scene.bronze.add(futuresTrades, later);
    const lacks: ReadLack[] = [];
    const table = await scene.reader.readFuturesTrades({
      ...{ symbol: 'ESZ4', from: '2024-12-18', to: '2024-12-19' },
      ...{ allowMissing: true, onLack: (lack: ReadLack) => lacks.push(lack) },
    });
    expect(table.numRows).toBe(1);
    expect(lacks).toMatchObject([
      { dates: ['2024-12-19'], hours: [{ hour: '15', rows: 1 }], late: [{ hour: '14', rows: 1 }] },
    ]);
  });

  it.each([
    ['the end is before the start', { startNs: TWO_NS, endNs: TWO_NS - 1n }],
    ['the window has nothing of the date', { startNs: TWO_NS + 24n * HOUR_NS }],
    ['the window ends before the date', { endNs: TWO_NS - 24n * HOUR_NS }],
    ['it names what no reader knows', { start: TWO_NS }],
  ])('refuses a request where %s', async (_, request) => {
    const scene = await createScene();
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    expect(await error(scene, request)).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('names the command for a date that was not compacted', async () => {
    const scene = await createScene();
    await scene.bronze.add(futuresTrades, [trade(TWO_NS), trade(TWO_NS + 1n)]);
    expect(await error(scene, {})).toMatchObject({
      code: 'NOT_COMPACTED',
      message:
        'futures.trades.v1 ESZ4: expected ESZ4 2024-12-18 hour 14 compacted, was not; Bronze holds ' +
        `2 more rows there: run ${COMMAND} --symbol ESZ4`,
    });
    await scene.bronze.add(futuresTrades, [trade(TWO_NS, { symbol: 'ESH5' })]);
    const ofRoot = await error(scene, { symbol: undefined, root: 'ES' });
    expect(ofRoot?.message).toMatch(new RegExp(`: run ${COMMAND}$`));
    const odd = { symbol: "A B'C" };
    await scene.bronze.add(futuresTrades, [trade(TWO_NS, odd)]);
    expect((await error(scene, odd))?.message).toContain(`${COMMAND} --symbol 'A B'\\''C'`);
  });

  it('refuses half a day, and gives the hours of it that are compacted', async () => {
    const scene = await createScene();
    const rows = [0n, HOUR_NS, 2n * HOUR_NS].map((seq) => trade(TWO_NS + seq, { seq }));
    await scene.bronze.add(futuresTrades, rows);
    await scene.hours.put(futuresTrades, rows.slice(0, 2));
    expect((await error(scene, {}))?.message).toContain('ESZ4 2024-12-18 hour 16 compacted');
    const read = async (request: object) =>
      columnOf(await scene.reader.readFuturesTrades({ ...ES, ...request }), 'seq');
    expect(await read({ endNs: TWO_NS + 2n * HOUR_NS })).toEqual([0n, HOUR_NS]);
    expect(await read({ allowMissing: true })).toEqual([0n, HOUR_NS]);
    const all = { symbol: undefined, all: true };
    expect(await error(scene, all)).toMatchObject({ code: 'NOT_COMPACTED' });
    expect(await read({ ...all, endNs: TWO_NS + 2n * HOUR_NS })).toEqual([0n, HOUR_NS]);
  });

  it('takes a recorded hour without rows for what it is', async () => {
    const scene = await createScene();
    await scene.hours.putEmpty(futuresTrades, 'ESZ4', TWO_NS);
    expect((await scene.reader.readFuturesTrades(ES)).numRows).toBe(0);
    expect(await scene.reader.availableDates(futuresTrades)).toEqual([]);
  });

  it('reads an hour as it was compacted, and refuses a stale one on demand', async () => {
    const scene = await createScene();
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    await scene.bronze.add(futuresTrades, [trade(TWO_NS), trade(TWO_NS + 1n)]);
    expect((await scene.reader.readFuturesTrades(ES)).numRows).toBe(1);
    expect(await error(scene, { fresh: true })).toMatchObject({
      code: 'NOT_COMPACTED',
      message:
        'futures.trades.v1 ESZ4: expected ESZ4 2024-12-18 hour 14 compacted, was before they came; ' +
        `Bronze holds 2 more rows there: run ${COMMAND} --symbol ESZ4`,
    });
  });

  it('does not ask Bronze where the catalog knows every hour', async () => {
    const scene = await createScene();
    await scene.bronze.add(futuresTrades, [trade(TWO_NS)]);
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    const listed: string[] = [];
    const list: ObjectStore['list'] = (prefix, options) => {
      listed.push(prefix);
      return scene.store.list(prefix, options);
    };
    const reader = createSilverReader({ store: { ...scene.store, list } });
    const hour = { startNs: TWO_NS, endNs: TWO_NS + HOUR_NS };
    expect((await reader.readFuturesTrades({ ...ES, ...hour })).numRows).toBe(1);
    expect(listed).toEqual(['_lake/silver/catalog/futures/trades/date=2024-12-18/']);
    await reader.readFuturesTrades(ES);
    expect(listed.length).toBeGreaterThan(2);
    await reader.close();
  });

  it('says what retention deleted before it was compacted', async () => {
    const scene = await createScene();
    const files = await scene.bronze.add(futuresTrades, [trade(TWO_NS), trade(TWO_NS + HOUR_NS)]);
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    await scene.bronze.retire(files);
    expect(await error(scene, {})).toMatchObject({
      code: 'NO_DATA',
      message: expect.stringContaining('was deleted from Bronze by retention') as string,
    });
    expect((await scene.reader.readFuturesTrades({ ...ES, allowMissing: true })).numRows).toBe(1);
    // The hour that was compacted is whole without its Bronze.
    const hour = { startNs: TWO_NS, endNs: TWO_NS + HOUR_NS };
    expect((await scene.reader.readFuturesTrades({ ...ES, ...hour })).numRows).toBe(1);
  });

  it('knows the whole date as one unit where a dataset has no hours', async () => {
    const { bronze, hours, reader } = await createScene();
    const row = rowOf(optionsGreeksSnapshots, TWO_NS, { underlying: 'SPY' });
    await bronze.add(optionsGreeksSnapshots, [row]);
    const request = { symbol: 'SPY', date: DATE };
    await expect(reader.readGreeks(request)).rejects.toThrow(
      'run silver-cli compact --date 2024-12-18 --schema options.greeks_snapshots --symbol SPY',
    );
    await hours.put(optionsGreeksSnapshots, [row]);
    expect((await reader.readGreeks(request)).numRows).toBe(1);
  });
});

describe('SilverReader, where a file is not as it is recorded', () => {
  it('waits for the first file of an hour that is recorded', async () => {
    const { hours, reader } = await createScene();
    const units = await hours.build(futuresTrades, [trade(TWO_NS)]);
    await hours.record(units);
    const reading = reader.readFuturesTrades(ES);
    await sleep(100);
    await hours.replace(units);
    expect((await reading).numRows).toBe(1);
  });

  it('names the command for a recorded hour whose file never comes', async () => {
    const scene = await createScene();
    await scene.hours.record(await scene.hours.build(futuresTrades, [trade(TWO_NS)]));
    expect(await error(scene, {})).toMatchObject({
      code: 'NOT_COMPACTED',
      message: expect.stringMatching(
        new RegExp(`hour=14/part-0000.parquet: .*was none; .*: run ${COMMAND} --symbol ESZ4$`),
      ) as string,
    });
  });

  it('reads the file of an older record, which a crash may leave, unless it is to be fresh', async () => {
    const scene = await createScene();
    await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    const units = await scene.hours.build(futuresTrades, [trade(TWO_NS), trade(TWO_NS)]);
    await scene.hours.record(units);
    expect((await scene.reader.readFuturesTrades(ES)).numRows).toBe(1);
    expect(await error(scene, { fresh: true })).toMatchObject({ code: 'NOT_COMPACTED' });
    await scene.hours.replace(units);
    expect((await scene.reader.readFuturesTrades({ ...ES, fresh: true })).numRows).toBe(2);
  });

  it('does not name a command where retention deleted what it would need', async () => {
    const scene = await createScene();
    const files = await scene.bronze.add(futuresTrades, [trade(TWO_NS)]);
    const [unit] = await scene.hours.build(futuresTrades, [trade(TWO_NS)]);
    const inputs = files.map(({ key, sha256 }) => ({ key, sha256 }));
    await scene.hours.record([{ ...unit, record: { ...unit.record, inputs } }]);
    await scene.bronze.retire(files);
    const restore =
      'Bronze of it was deleted by retention: bring that file back from a copy of the lake';
    const none = await error(scene, {});
    expect(none).toMatchObject({ code: 'NOT_COMPACTED' });
    expect(none?.message).toMatch(new RegExp(`was none; ${restore}$`));
    const others = await scene.hours.build(futuresTrades, [trade(TWO_NS, { size: 7 })]);
    await scene.hours.replace(others);
    const other = await error(scene, {});
    expect(other).toMatchObject({ code: 'FILE_CHANGED' });
    expect(other?.message).toMatch(new RegExp(`recorded; ${restore}$`));
  });

  it('refuses a file that no compaction recorded, and names what heals it', async () => {
    const scene = await createScene();
    const [unit] = await scene.hours.put(futuresTrades, [trade(TWO_NS)]);
    const [other] = await scene.hours.build(futuresTrades, [trade(TWO_NS, { size: 7 })]);
    await scene.hours.replace([other]);
    expect(await error(scene, {})).toMatchObject({
      code: 'FILE_CHANGED',
      message:
        `${unit.record.output?.key}: expected SHA-256 ${unit.record.output?.sha256}, was ` +
        `${other.record.output?.sha256}, which no compaction recorded: ` +
        `run ${COMMAND} --symbol ESZ4`,
    });
    await scene.hours.replace([unit]);
    expect((await scene.reader.readFuturesTrades(ES)).numRows).toBe(1);
    const key = unit.record.output?.key ?? '';
    await scene.store.remove(key);
    await writeFile(join(scene.root, key), 'no Parquet at all');
    expect(await error(scene, {})).toMatchObject({ code: 'FILE_CHANGED' });
  });
});
