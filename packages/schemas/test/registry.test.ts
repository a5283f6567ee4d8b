import { describe, expect, it } from 'vitest';
import { createDatasetRegistry, DATASETS, stocksTrades, type Dataset } from '../src/index.js';
import { declare } from './support/declaration.js';

const badDeclaration = (message: RegExp) =>
  expect.objectContaining({ code: 'BAD_DECLARATION', message: expect.stringMatching(message) });

describe('createDatasetRegistry', () => {
  const registry = createDatasetRegistry();

  it('knows every shipped dataset by id, by name and by subject', () => {
    for (const dataset of DATASETS) {
      expect(registry.get(dataset.id)).toBe(dataset);
      expect(registry.get(dataset.name)).toBe(dataset);
      if (dataset.subject !== undefined) {
        expect(registry.bySubject(dataset.subject)).toBe(dataset);
      }
    }
    expect(registry.bySubject('market.stocks.bars')).toBeUndefined();
  });

  it('says what it knows when it is asked for something else', () => {
    expect(registry.find('stocks.bars.v1')).toBeUndefined();
    expect(() => registry.get('stocks.bars.v1')).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_DATASET',
        message: expect.stringMatching(
          /expected a dataset \(stocks\.trades\.v1, .*\), was "stocks\.bars\.v1"/,
        ),
      }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('does not know %j', (name) => {
    expect(registry.find(name)).toBeUndefined();
    expect(registry.bySubject(name)).toBeUndefined();
  });

  it('takes a name for the newest version, in whatever order they are declared', () => {
    const old = declare();
    const young = declare({ id: 'bonds.trades.v10', path: 'bonds/trades_v10' });
    for (const datasets of [
      [old, young],
      [young, old],
    ]) {
      const both = createDatasetRegistry(datasets);
      expect(both.get('bonds.trades')).toBe(young);
      expect(both.get('bonds.trades.v1')).toBe(old);
    }
  });

  it('does not take a name that looks like an id for that id', () => {
    const plain = declare({ id: 'bonds.trades.v1' });
    const odd = declare({ id: 'bonds.trades.v1.v2', path: 'bonds/odd' });
    expect(createDatasetRegistry([plain, odd]).get('bonds.trades.v1')).toBe(plain);
    expect(createDatasetRegistry([odd, plain]).get('bonds.trades.v1')).toBe(plain);
  });

  it('refuses one id twice', () => {
    expect(() => createDatasetRegistry([stocksTrades, stocksTrades])).toThrow(
      badDeclaration(/both claim "stocks\.trades\.v1"/),
    );
  });

  it('refuses one subject twice', () => {
    const other = declare({ subject: 'market.stocks.trades' });
    expect(() => createDatasetRegistry([...DATASETS, other])).toThrow(
      badDeclaration(/"stocks\.trades\.v1" and "bonds\.trades\.v1" both claim/),
    );
  });

  it.each(['stocks/trades', 'stocks/trades/deeper', 'stocks'])(
    'refuses the folder %s, where another dataset already lives',
    (path) => {
      const other = declare({ path });
      expect(() => createDatasetRegistry([stocksTrades, other])).toThrow(badDeclaration(/both/));
    },
  );

  it('keeps its list when the caller changes theirs', () => {
    const datasets: Dataset[] = [stocksTrades];
    const own = createDatasetRegistry(datasets);
    datasets.push(declare());
    expect(own.all).toEqual([stocksTrades]);
  });
});
