import { describe, expect, it } from 'vitest';
import {
  columnsMarkdown,
  datasetMarkdown,
  DATASETS,
  futuresMbp10,
  optionsGreeksSnapshots,
  optionsTradesEnriched,
  stocksQuotes,
  stocksTrades,
} from '../src/index.js';

describe('datasetMarkdown', () => {
  it('says what a dataset is, where it lies and what makes two rows one event', () => {
    expect(datasetMarkdown(stocksTrades).split('\n').slice(0, 8)).toEqual([
      '### `stocks.trades.v1`',
      '',
      'Prints of stocks and funds.',
      '',
      '- Subject: `market.stocks.trades`',
      '- Folder: `bronze/stocks/trades/symbol=…/date=YYYY-MM-DD/hour=HH/`',
      '- Key: `source`, `ts_event_ns`, `symbol`, `price`, `size`, `exchange`, `seq`',
      '- Row group: 1,228,800 rows',
    ]);
    expect(datasetMarkdown(optionsTradesEnriched)).toContain('- Subject: none, it is derived');
    expect(datasetMarkdown(optionsGreeksSnapshots)).toContain('date=YYYY-MM-DD/`');
  });

  it('gives the forty book columns four lines', () => {
    const page = datasetMarkdown(futuresMbp10);
    expect(page).toContain(
      '| `bid_px_1` … `bid_px_10` | f64 | yes | 0 beside bid_sz_n 0 reads as NULL | ' +
        'bid price of level n, NULL when empty |',
    );
    expect(page).toContain('`is_snapshot`, `bid_px_1` … `bid_px_10`, `bid_sz_1` … `bid_sz_10`,');
  });

  it('has a line of five cells for every column of every dataset', () => {
    for (const dataset of DATASETS) {
      const page = datasetMarkdown(dataset);
      for (const { name } of dataset.columns) {
        const isInside = /_(?:[2-9])$/.test(name);
        expect(page.includes(`\`${name}\``), `${dataset.id} ${name}`).toBe(!isInside);
      }
      for (const line of page.split('\n').filter((each) => each.startsWith('|'))) {
        expect(line.replaceAll('\\|', '').split('|')).toHaveLength(7);
      }
    }
  });
});

describe('columnsMarkdown', () => {
  it('writes ranges and escapes separators', () => {
    const lines = columnsMarkdown([...stocksQuotes.columns, ...stocksTrades.columns]).split('\n');
    expect(lines).toContain(
      '| `bid_px` | f64 | yes | > 0; 0 reads as NULL | best bid, in dollars |',
    );
    expect(lines).toContain('| `bid_sz` | i32 | no | ≥ 0 | shares bid |');
    expect(lines.at(-1)).toContain('joined by "\\|"');
  });
});
