import { describe, expect, it } from 'vitest';
import {
  dateOfSilverKey,
  futuresTrades,
  ORDINAL_COLUMN,
  silverCatalogFolder,
  silverColumns,
  silverEntryKey,
  silverEntryNumber,
  stocksTrades,
} from '../../src/index.js';

const DATE = '2025-12-16';

describe('the keys of Silver’s catalog', () => {
  it('lie in a folder a dataset and date, and sort as the entries do', () => {
    expect(silverEntryKey(futuresTrades, DATE, 12)).toBe(
      '_lake/silver/catalog/futures/trades/date=2025-12-16/00000000000000000012.json',
    );
  });

  it('tell their number and date', () => {
    const key = silverEntryKey(futuresTrades, DATE, 12);
    expect(silverEntryNumber(futuresTrades, DATE, key)).toBe(12);
    expect(dateOfSilverKey(futuresTrades, key)).toBe(DATE);
    expect(dateOfSilverKey(stocksTrades, key)).toBeUndefined();
  });

  it.each(['0'.repeat(20) + '.json', '1.json', '00000000000000000001.tmp', 'x/1.json'])(
    'tell no number of %s',
    (name) => {
      const key = `${silverCatalogFolder(futuresTrades, DATE)}${name}`;
      expect(silverEntryNumber(futuresTrades, DATE, key)).toBeUndefined();
    },
  );
});

describe('silverColumns', () => {
  it('are the dataset’s own, then the rank among ties', () => {
    expect(silverColumns(futuresTrades)).toEqual([...futuresTrades.columns, ORDINAL_COLUMN]);
    expect(ORDINAL_COLUMN).toMatchObject({ name: '_ord', type: 'i32', nullable: false });
  });
});
