import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnyRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import {
  bytesInput,
  feedFormat,
  openDbn,
  type DbnOptions,
  type Refusal,
} from '../../../src/index.js';
import { collect, failureOf } from '../../collect.js';
import {
  bookRecord,
  DAY,
  dbnHeader,
  definitionRecord,
  NEXT_DAY,
  NOON,
  tradeRecord,
  UNDEF_PRICE,
  UNDEF_TIME,
  type WrittenDefinition,
  type WrittenHeader,
} from '../dbn-writer.js';

/** 2024-07-19T00:00:00Z. */
const EXPIRY = 1_721_347_200_000_000_000n;
const SPXW = 'SPXW  240719C05500000';

function opra(symbol: string, more: WrittenHeader = {}): Buffer {
  const intervals = [{ from: DAY, to: NEXT_DAY, symbol: '118' }];
  return dbnHeader({ dataset: 'OPRA.PILLAR', mappings: [{ name: symbol, intervals }], ...more });
}

function definitions(version: 1 | 2 | 3, ...given: WrittenDefinition[]) {
  const header = dbnHeader({ version, dataset: 'OPRA.PILLAR', schema: 9, mappings: [] });
  const records = given.map((each) => definitionRecord(version, each));
  return bytesInput('definitions.dbn', Buffer.concat([header, ...records]));
}

async function decode(
  symbol: string,
  record: Buffer,
  options: DbnOptions = {},
): Promise<{ row: AnyRow; refusal: Refusal | undefined }> {
  const feed = await openDbn(bytesInput('a.dbn', Buffer.concat([opra(symbol), record])), options);
  const { batches, error } = await collect(feed);
  expect(error).toBeUndefined();
  expect(batches.map((batch) => batch.dataset.id)).toEqual(['options.trades.v1']);
  return { row: batches[0].rows[0], refusal: batches[0].refusals.at(0) };
}

const print = (more = {}) =>
  tradeRecord({ publisher: 23, side: 'N', price: 1_250_000_000n, size: 4, ...more });

describe('trades of options', () => {
  it('become options.trades.v1, the contract read from the symbol', async () => {
    const { row, refusal } = await decode(SPXW, print());
    expect(refusal).toBeUndefined();
    expect(row).toEqual({
      ts_event_ns: NOON,
      ts_recv_ns: NOON + 1000n,
      source: 'OPRA.PILLAR',
      underlying: 'SPX',
      option_symbol: SPXW,
      exp_date: '2024-07-19',
      strike: 5500,
      right: 'C',
      price: 1.25,
      size: 4,
      opt_bid: null,
      opt_ask: null,
      aggressor: 0,
      seq: 7n,
      conditions: null,
    });
  });

  it('may cost nothing, and not less', async () => {
    expect((await decode(SPXW, print({ price: 0n }))).refusal).toBeUndefined();
    expect((await decode(SPXW, print({ price: -1n }))).refusal?.code).toBe('PRICE_OUT_OF_RANGE');
  });

  it.each([
    ['UNDEFINED_TIME', { tsEvent: UNDEF_TIME }],
    ['UNDEFINED_PRICE', { price: UNDEF_PRICE }],
    ['SIZE_OUT_OF_RANGE', { size: 0 }],
    ['UNKNOWN_INSTRUMENT', { instrument: 5 }],
  ])('are refused with %s', async (code, more) => {
    expect((await decode(SPXW, print(more))).refusal?.code).toBe(code);
  });

  it('carry the quote before them, an absent side as NULL', async () => {
    const record = { publisher: 23, action: 'T', side: 'N' };
    const both = [{ bid: 1_200_000_000n, ask: 1_300_000_000n, bidSize: 1, askSize: 1 }];
    const { row } = await decode(SPXW, bookRecord(1, both, record));
    expect([row.opt_bid, row.opt_ask]).toEqual([1.2, 1.3]);
    const none = await decode(SPXW, bookRecord(1, [{ bid: 0n }], record));
    expect([none.row.opt_bid, none.row.opt_ask]).toEqual([null, null]);
  });

  it('have no sequence where a consolidated quote stands in its place (tcbbo)', async () => {
    const record = bookRecord(1, [{ bid: 1_200_000_000n, bidSize: 1 }], { action: 'T', side: 'N' });
    record[1] = 0xc2;
    const { row } = await decode(SPXW, record);
    expect([row.seq, row.opt_bid]).toEqual([null, 1.2]);
  });

  it('leave out quotes in a live capture, counted', async () => {
    const bytes = Buffer.concat([opra(SPXW, { schema: 0xffff }), bookRecord(1, []), print()]);
    const feed = await openDbn(bytesInput('a.dbn', bytes), { symbols: new Set([SPXW]) });
    expect((await collect(feed)).rows.length).toBe(1);
    expect(feed.report()).toMatchObject({
      ignored: [{ kind: 'quote of an option: no dataset holds them', count: 1 }],
      symbols: ['SPX'],
      warnings: [],
    });
  });
});

describe('an adjusted series', () => {
  it('bears a digit behind the symbol of its stock, and is counted', async () => {
    const symbol = 'AAPL1 240719C00150000';
    const feed = await openDbn(bytesInput('a.dbn', Buffer.concat([opra(symbol), print()])));
    expect((await collect(feed)).rows).toMatchObject([
      { underlying: 'AAPL', option_symbol: symbol },
    ]);
    expect(feed.report().warnings).toEqual([
      '1 prints of adjusted series (a root with a digit), whose contract is special',
    ]);
  });
});

describe('definitions of options', () => {
  const adjusted = '2AAPL 240719C00150000';
  const defined = {
    symbol: adjusted,
    underlying: 'AAPL',
    expiration: EXPIRY,
    strike: 150_000_000_000n,
  };

  it.each([1, 2, 3] as const)(
    'tell the underlying that a symbol does not (DBN %i)',
    async (version) => {
      const { refusal } = await decode(adjusted, print());
      expect(refusal?.code).toBe('UNKNOWN_INSTRUMENT');
      expect(refusal?.detail).toContain('definitions=FILE');
      const known = await decode(adjusted, print(), {
        definitions: [definitions(version, defined)],
      });
      expect(known.refusal).toBeUndefined();
      expect(known.row).toMatchObject({ underlying: 'AAPL', option_symbol: adjusted, strike: 150 });
    },
  );

  it('tell everything of a symbol in another form', async () => {
    const given = {
      symbol: 'ODD',
      underlying: 'XYZ',
      expiration: EXPIRY,
      strike: 12_500_000_000n,
      kind: 'P',
    };
    const { row } = await decode('ODD', print(), { definitions: [definitions(3, given)] });
    expect(row).toMatchObject({
      underlying: 'XYZ',
      exp_date: '2024-07-19',
      strike: 12.5,
      right: 'P',
    });
    const half = { definitions: [definitions(3, { symbol: 'ODD', underlying: 'XYZ' })] };
    expect((await decode('ODD', print(), half)).refusal?.code).toBe('UNKNOWN_INSTRUMENT');
  });

  it.each([
    ['its symbol', [{ ...defined, strike: 1n }]],
    ['another definition', [defined, { ...defined, underlying: 'MSFT' }]],
  ])('are refused where one contradicts %s', async (_, given) => {
    const options = { definitions: [definitions(3, ...given)] };
    expect((await decode(adjusted, print(), options)).refusal?.code).toBe('AMBIGUOUS_INSTRUMENT');
  });

  it('hold from where they stand in a live capture', async () => {
    const bytes = Buffer.concat([
      opra(adjusted, { schema: 0xffff }),
      print(),
      definitionRecord(3, defined),
      print(),
    ]);
    const feed = await openDbn(bytesInput('a.dbn', bytes));
    expect((await collect(feed)).rows.map((row) => row.underlying)).toEqual([null, 'AAPL']);
    expect(feed.report().ignored).toEqual([{ kind: 'definition', count: 1, firstRecord: 2 }]);
  });

  it.each([
    ['holds none', definitions(3), 'was 0 of "OPRA.PILLAR"'],
    ['holds no options', definitions(3, { ...defined, kind: 'F' }), 'was 0 of "OPRA.PILLAR"'],
  ])('are refused as a file that %s', async (_, file, problem) => {
    const error = await failureOf(decode(adjusted, print(), { definitions: [file] }));
    expect([error.code, error.place?.file]).toEqual(['BAD_OPTION', 'definitions.dbn']);
    expect(error.message).toContain(problem);
  });

  it('are refused with a file of futures', async () => {
    const input = bytesInput('a.dbn', dbnHeader());
    const error = await failureOf(openDbn(input, { definitions: [definitions(3, defined)] }));
    expect(error.code).toBe('BAD_OPTION');
  });

  it('come from the file that the setting names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-feeds-'));
    try {
      const path = join(folder, 'definitions.dbn');
      for await (const bytes of definitions(3, defined).chunks()) {
        await writeFile(path, bytes);
      }
      const input = bytesInput('a.dbn', Buffer.concat([opra(adjusted), print()]));
      const feed = await feedFormat('dbn').open(input, { definitions: [path] });
      expect((await collect(feed)).rows).toMatchObject([{ underlying: 'AAPL' }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
