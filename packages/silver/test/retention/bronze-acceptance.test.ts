import { join } from 'node:path';
import type { CommittedFile } from '@assay/ledger';
import {
  futuresTrades,
  optionsGreeksSnapshots,
  optionsTrades,
  optionsTradesEnriched,
  placeFolder,
  sha256Hex,
  type AnyRow,
  type Dataset,
  type SilverHour,
} from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSilverCatalog } from '../../src/catalog/create-silver-catalog.js';
import { createBronzeAcceptance } from '../../src/retention/bronze-acceptance.js';
import { createBronzeLake } from '../support/bronze-lake.js';
import { scratchFolder } from '../support/scratch-folder.js';

const DATE = '2024-12-18';
/** 14:30:00 of it, UTC. */
const HALF_PAST_TWO_NS = 1_734_532_200_000_000_000n;
const HALF_AN_HOUR_NS = 1_800_000_000_000n;
const TO_MIDNIGHT_NS = 19n * HALF_AN_HOUR_NS;
const TEN_HOURS_NS = 20n * HALF_AN_HOUR_NS;

async function createScene() {
  const root = join(await scratchFolder(), 'lake');
  const store = createLocalStore({ root });
  const lake = createBronzeLake({ store, stagingFolder: localStagingFolder(root) });
  onTestFinished(() => lake.close());
  const catalog = createSilverCatalog(store);
  const acceptance = createBronzeAcceptance({ store });

  /** Records an hour as compacted from files, and puts a file for it. */
  async function compact(
    dataset: Dataset,
    files: readonly CommittedFile[],
    toleranceNs = 10_000_000_000n,
  ): Promise<string> {
    const [{ rows }] = files;
    const [value = '', date = '', hour] = partsOf(files[0]);
    const unit = { dataset, value, date, hour };
    const key = `${placeFolder(unit, 'silver')}/part-0000.parquet`;
    const bytes = Buffer.from(`rows of ${files.map((file) => file.key).join(' ')}`);
    const inputs = files
      .map(({ key: input, sha256 }) => ({ key: input, sha256 }))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const isJoined = dataset.id === optionsTradesEnriched.id;
    const record: SilverHour = {
      partition: value,
      hour: hour ?? null,
      rule: 1,
      options: { collapse_ambiguous: false, tolerance_ns: isJoined ? toleranceNs : null },
      inputs,
      rows_read: rows,
      rows_written: rows,
      duplicates_removed: 0,
      ambiguous_duplicates: 0,
      enrichment: isJoined ? { joined: 0, stale: 0, none: rows } : null,
      output: { key, bytes: bytes.length, sha256: sha256Hex(bytes), min_ts: 1n, max_ts: 2n },
    };
    const { head: seen } = await catalog.day(dataset, date);
    await catalog.append({ dataset, date, hours: [record], seen, writer: 'test' });
    await store.replace(key, { bytes });
    return key;
  }

  const problemOf = (dataset: Dataset, files: readonly CommittedFile[], date = DATE) =>
    acceptance.problemOf({
      dataset,
      date,
      files: files.map((file) => {
        const [value = '', , hour = ''] = partsOf(file);
        return { value, hour: hour === '' ? undefined : Number(hour), file };
      }),
    });

  return { store, lake, compact, problemOf };
}

/** `symbol=ESZ4/date=2024-12-18/hour=14` → the three values; no hour where there is none. */
function partsOf({ partition }: CommittedFile): (string | undefined)[] {
  return partition.split('/').map((part) => part.split('=')[1]);
}

function row(offsetNs: bigint, other: AnyRow): AnyRow {
  const time = HALF_PAST_TWO_NS + offsetNs;
  return { ts_event_ns: time, ts_recv_ns: time, source: 'X', size: 1, aggressor: 0, ...other };
}

const trade = (offsetNs: bigint) => row(offsetNs, { symbol: 'ESZ4', price: 6_000 });
const option = { underlying: 'SPY', option_symbol: 'SPY241220C00600000' };
const optionTrade = (offsetNs: bigint) =>
  row(offsetNs, { ...option, exp_date: '2024-12-20', strike: 600, right: 'C', price: 1 });
const greeks = (offsetNs: bigint): AnyRow => ({
  ...option,
  ts_event_ns: HALF_PAST_TWO_NS + offsetNs,
  source: 'X',
  ...{ delta: 0.5, gamma: 0.1, theta: 0, vega: 0 },
});

describe('createBronzeAcceptance', () => {
  it('accepts files that the latest record of their hour names, whose file is there', async () => {
    const { lake, compact, problemOf } = await createScene();
    const files = await lake.add(futuresTrades, [trade(0n)]);
    expect(await problemOf(futuresTrades, files)).toBe(
      'futures.trades.v1 ESZ4 2024-12-18 hour 14 was not compacted: run `silver-cli compact ' +
        '--date 2024-12-18 --schema futures.trades.v1`',
    );
    await compact(futuresTrades, files);
    expect(await problemOf(futuresTrades, files)).toBeUndefined();
  });

  it('refuses a file that came after the hour was compacted', async () => {
    const { lake, compact, problemOf } = await createScene();
    const files = await lake.add(futuresTrades, [trade(0n)]);
    await compact(futuresTrades, files);
    const all = [...files, ...(await lake.add(futuresTrades, [trade(1n)]))];
    expect(await problemOf(futuresTrades, all)).toContain('hour 14: 1 file of Bronze not in it');
    await lake.retire(files);
    expect(await problemOf(futuresTrades, all.slice(1))).toContain('1 file came after others');
  });

  it('refuses where the file of the hour is gone, or is another one', async () => {
    const { store, lake, compact, problemOf } = await createScene();
    const files = await lake.add(futuresTrades, [trade(0n)]);
    const key = await compact(futuresTrades, files);
    await store.replace(key, { bytes: Buffer.from('other') });
    expect(await problemOf(futuresTrades, files)).toContain('its file is not the recorded one');
    await store.remove(key);
    expect(await problemOf(futuresTrades, files)).toContain('its file is missing');
  });

  it('wants option trades enriched as well', async () => {
    const { lake, compact, problemOf } = await createScene();
    const files = await lake.add(optionsTrades, [optionTrade(0n)]);
    await compact(optionsTrades, files);
    expect(await problemOf(optionsTrades, files)).toContain('trades_enriched.v1 SPY');
    await compact(optionsTradesEnriched, files);
    expect(await problemOf(optionsTrades, files)).toBeUndefined();
  });

  it('wants greeks joined to every hour of trades that they may serve', async () => {
    const { lake, compact, problemOf } = await createScene();
    const trades = await lake.add(optionsTrades, [optionTrade(0n)]);
    await compact(optionsTradesEnriched, trades);
    const snapshots = await lake.add(optionsGreeksSnapshots, [greeks(-1n), greeks(TEN_HOURS_NS)]);
    const [first, second] = snapshots;
    await compact(optionsGreeksSnapshots, [first]);
    expect(await problemOf(optionsGreeksSnapshots, [first])).toContain(
      'options.trades_enriched.v1 SPY 2024-12-18 hour 14: 1 file of Bronze not in it',
    );
    await compact(optionsTradesEnriched, [trades[0], first]);
    expect(await problemOf(optionsGreeksSnapshots, [first])).toBeUndefined();
    await compact(optionsGreeksSnapshots, [second]);
    expect(await problemOf(optionsGreeksSnapshots, [second], '2024-12-19')).toBeUndefined();
  });

  it('wants option trades joined to greeks that came late, where they look at them', async () => {
    const { lake, compact, problemOf } = await createScene();
    const files = await lake.add(optionsTrades, [optionTrade(0n)]);
    await compact(optionsTrades, files);
    await compact(optionsTradesEnriched, files);
    await lake.add(optionsGreeksSnapshots, [greeks(TEN_HOURS_NS)]);
    expect(await problemOf(optionsTrades, files)).toBeUndefined();
    const late = await lake.add(optionsGreeksSnapshots, [greeks(-1n)]);
    expect(await problemOf(optionsTrades, files)).toBe(
      'options.trades_enriched.v1 SPY 2024-12-18 hour 14: inputs added (1 file): run `silver-cli ' +
        'compact --date 2024-12-18 --schema options.trades_enriched.v1`',
    );
    await compact(optionsTradesEnriched, [...files, ...late]);
    expect(await problemOf(optionsTrades, files)).toBeUndefined();
    await lake.retire(late);
    expect(await problemOf(optionsTrades, files)).toBeUndefined();
  });

  it('goes by the tolerance that an hour was joined with', async () => {
    const { lake, compact, problemOf } = await createScene();
    const trades = await lake.add(optionsTrades, [optionTrade(0n)]);
    const before = await lake.add(optionsGreeksSnapshots, [greeks(-HALF_AN_HOUR_NS - 1n)]);
    await compact(optionsTrades, trades);
    await compact(optionsGreeksSnapshots, before);
    await compact(optionsTradesEnriched, trades, 0n);
    expect(await problemOf(optionsTrades, trades)).toBeUndefined();
    expect(await problemOf(optionsGreeksSnapshots, before)).toBeUndefined();
    await compact(optionsTradesEnriched, trades, 1n);
    const lacks = 'hour 14: ';
    expect(await problemOf(optionsTrades, trades)).toContain(`${lacks}inputs added (1 file)`);
    expect(await problemOf(optionsGreeksSnapshots, before)).toContain(`${lacks}1 file of Bronze`);
  });

  it('keeps greeks for the first seconds of the day after', async () => {
    const { lake, compact, problemOf } = await createScene();
    const snapshots = await lake.add(optionsGreeksSnapshots, [greeks(TO_MIDNIGHT_NS - 1n)]);
    await compact(optionsGreeksSnapshots, snapshots);
    const trades = await lake.add(optionsTrades, [optionTrade(TO_MIDNIGHT_NS + 1n)]);
    const next = 'options.trades_enriched.v1 SPY 2024-12-19 hour 00';
    expect(await problemOf(optionsGreeksSnapshots, snapshots)).toContain(
      `${next} was not compacted`,
    );
    await compact(optionsTradesEnriched, trades);
    expect(await problemOf(optionsGreeksSnapshots, snapshots)).toContain(
      `${next}: 1 file of Bronze`,
    );
    await compact(optionsTradesEnriched, [...trades, ...snapshots]);
    expect(await problemOf(optionsGreeksSnapshots, snapshots)).toBeUndefined();
  });
});
