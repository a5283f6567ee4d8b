import { describe, expect, it } from 'vitest';
import { bytesInput, openDbn, type DbnFeed, type DbnOptions } from '../../src/index.js';
import { collect, failureOf } from '../collect.js';
import { zstdFrame } from '../zstd/zstd-writer.js';
import {
  bookRecord,
  dbnHeader,
  ESU4,
  INSTRUMENT,
  NOON,
  otherRecord,
  symbolMapping,
  tradeRecord,
  UNDEF_TIME,
  type WrittenHeader,
} from './dbn-writer.js';

function open(parts: readonly Uint8Array[], options?: DbnOptions): Promise<DbnFeed> {
  return openDbn(bytesInput('a.dbn', Buffer.concat(parts)), options);
}

const MIXED: WrittenHeader = { schema: 0xffff, typeIn: 0xff, typeOut: 1, mappings: [] };

describe('openDbn: what a file is', () => {
  it('reads a file with a header and no records, and says so', async () => {
    const feed = await open([dbnHeader()]);
    const { batches, error } = await collect(feed);
    expect(error).toBeUndefined();
    expect(batches).toEqual([]);
    const report = feed.report();
    expect(report).toMatchObject({ complete: true, records: 0, rowsByDataset: {} });
    expect(report.warnings).toEqual(['the file has a header and no records']);
  });

  it.each([
    ['an unknown schema', dbnHeader({ schema: 99 }), 'does not read schema "schema 99"'],
    [
      'quotes of options',
      dbnHeader({ dataset: 'OPRA.PILLAR', schema: 1 }),
      'does not read schema "mbp-1"; it reads trades, tbbo, tcbbo',
    ],
    ['an unknown dataset', dbnHeader({ dataset: 'ACME.X' }), 'does not read dataset "ACME.X"'],
    ['a fragment of bars', otherRecord(0x23, 56), 'a fragment of ohlcv-1d records'],
  ])('refuses %s by name', async (_, bytes, problem) => {
    const error = await failureOf(open([bytes]));
    expect(error.code).toBe('UNSUPPORTED');
    expect(error.message).toContain(problem);
    expect(error.place?.file).toBe('a.dbn');
  });

  it.each([
    [5, 'ohlcv-1s'],
    [6, 'ohlcv-1m'],
    [7, 'ohlcv-1h'],
    [8, 'ohlcv-1d'],
    [9, 'definition'],
    [10, 'statistics'],
    [11, 'status'],
    [12, 'imbalance'],
    [13, 'ohlcv-eod'],
    [15, 'cbbo-1s'],
    [16, 'cbbo-1m'],
    [18, 'bbo-1s'],
    [19, 'bbo-1m'],
  ])('says of schema %i, %s, that it holds no events', async (schema, name) => {
    for (const dataset of ['GLBX.MDP3', 'XNAS.ITCH', 'OPRA.PILLAR']) {
      const error = await failureOf(open([dbnHeader({ dataset, schema })]));
      expect(error.code).toBe('NO_EVENTS');
      expect(error.message).toContain(
        `a.dbn: this release does not read schema "${name}"; it reads`,
      );
    }
  });

  it.each(['OPRA.PILLAR', 'GLBX.MDP3'])('does not say that of cmbp-1 (%s)', async (dataset) => {
    expect((await failureOf(open([dbnHeader({ dataset, schema: 14 })]))).code).toBe('UNSUPPORTED');
  });

  it('says of options with quotes that a trades file tells the same trades', async () => {
    const warnings = async (dataset: string, schema: number) => {
      const feed = await open([dbnHeader({ dataset, schema })]);
      await collect(feed);
      return feed.report().warnings.filter((each) => each.includes('bring in one of the two'));
    };
    expect((await warnings('OPRA.PILLAR', 3)).length).toBe(1);
    expect((await warnings('OPRA.PILLAR', 17)).length).toBe(1);
    expect(await warnings('OPRA.PILLAR', 4)).toEqual([]);
    expect(await warnings('GLBX.MDP3', 3)).toEqual([]);
  });

  it.each([0, 4, 255])('refuses version %i', async (version) => {
    const bytes = dbnHeader();
    bytes[3] = version;
    const error = await failureOf(open([bytes]));
    expect(error.code).toBe('UNKNOWN_VERSION');
    expect(error.message).toBe(`a.dbn: expected DBN version 1 to 3, was ${version}`);
  });

  it('refuses a header that cannot be as long as it says', async () => {
    const bytes = dbnHeader();
    bytes.writeUInt32LE(99, 4);
    expect((await failureOf(open([bytes]))).message).toContain('was 99');
    bytes.writeUInt32LE(0xffff_ffff, 4);
    expect((await failureOf(open([bytes]))).code).toBe('BAD_HEADER');
  });

  it('refuses what is not DBN', async () => {
    const error = await failureOf(open([Buffer.from('ts,symbol,price\n')]));
    expect(error.code).toBe('BAD_HEADER');
    expect(error.message).toContain('is it the right format?');
  });

  it('says when a file is empty or missing', async () => {
    expect((await failureOf(open([]))).message).toContain('was an empty one');
    const { fileInput } = await import('../../src/index.js');
    const error = await failureOf(openDbn(fileInput('/nowhere/a.dbn')));
    expect(error.code).toBe('UNREADABLE');
    expect(error.retryable).toBe(true);
  });
});

describe('openDbn: fragments', () => {
  const fragment = { version: 1, dataset: 'GLBX.MDP3' };
  const instruments = new Map([[INSTRUMENT, 'ESU4']]);

  it('asks for version and dataset', async () => {
    const error = await failureOf(open([tradeRecord()]));
    expect(error.code).toBe('BAD_OPTION');
    expect(error.message).toContain('dbn-version=1, dataset=GLBX.MDP3');
  });

  it('reads records with the names that are stated', async () => {
    const bytes = Buffer.concat([tradeRecord(), tradeRecord({ instrument: 9 })]);
    const feed = await open([zstdFrame(bytes)], { fragment, instruments });
    const { rows, batches } = await collect(feed);
    expect(rows.map((row) => row.symbol)).toEqual(['ESU4', null]);
    expect(rows[0].source).toBe('GLBX.MDP3');
    expect(batches[0].refusals.map((each) => each.code)).toEqual(['UNKNOWN_INSTRUMENT']);
  });

  it('reads send times when told that there are any', async () => {
    const record = tradeRecord({ tsOut: NOON });
    const feed = await open([record, record], {
      fragment: { ...fragment, hasTsOut: true },
      instruments,
    });
    expect((await collect(feed)).rows.length).toBe(2);
  });

  it('refuses to call a file with a header a fragment', async () => {
    const error = await failureOf(open([dbnHeader()], { fragment }));
    expect(error.code).toBe('BAD_OPTION');
  });

  it('refuses a version that does not exist', async () => {
    const error = await failureOf(open([tradeRecord()], { fragment: { ...fragment, version: 4 } }));
    expect(error.message).toContain('expected 1 to 3, was 4');
  });
});

describe('openDbn: records', () => {
  it('counts what it does not store, by name', async () => {
    const feed = await open([
      dbnHeader(MIXED),
      symbolMapping(3, INSTRUMENT, { type: 3, symbol: 'ES.c.0' }, { type: 1, symbol: 'ESU4' }),
      tradeRecord(),
      otherRecord(99, 64),
      otherRecord(0x17, 320),
      otherRecord(99, 64),
      tradeRecord(),
    ]);
    const { rows } = await collect(feed);
    expect(rows.map((row) => row.symbol)).toEqual(['ESU4', 'ESU4']);
    expect(feed.report()).toMatchObject({
      records: 6,
      ignored: [
        { kind: 'symbol mapping', count: 1, firstRecord: 1 },
        { kind: 'unknown record type 99', count: 2, firstRecord: 3 },
        { kind: 'system message', count: 1, firstRecord: 4 },
      ],
    });
  });

  it('applies symbol mappings from where they stand', async () => {
    const rename = (version: number, symbol: string) =>
      symbolMapping(version, INSTRUMENT, { type: 1, symbol: 'ES.c.0' }, { type: 1, symbol });
    for (const version of [1, 2, 3]) {
      const parts = [tradeRecord(), rename(version, 'ESU4'), tradeRecord()];
      const last = [rename(version, 'ESZ4'), tradeRecord()];
      const feed = await open([dbnHeader({ ...MIXED, version }), ...parts, ...last]);
      const { rows } = await collect(feed);
      expect(rows.map((row) => row.symbol)).toEqual([null, 'ESU4', 'ESZ4']);
    }
  });

  it('takes the raw side of a mapping, whichever it is, and no other', async () => {
    const raw = { type: 1, symbol: 'ESU4' };
    const id = { type: 0, symbol: String(INSTRUMENT) };
    const continuous = { type: 3, symbol: 'ES.c.0' };
    const symbolAfter = async (mapping: Uint8Array, version = 3) => {
      const feed = await open([dbnHeader({ ...MIXED, version }), mapping, tradeRecord()]);
      return (await collect(feed)).rows[0].symbol;
    };
    expect(await symbolAfter(symbolMapping(3, INSTRUMENT, raw, id))).toBe('ESU4');
    expect(await symbolAfter(symbolMapping(1, INSTRUMENT, raw, id), 1)).toBe('ESU4');
    expect(await symbolAfter(symbolMapping(3, INSTRUMENT, continuous, id))).toBeNull();
  });

  it.each([
    ['a trade of 52 bytes', [otherRecord(0, 52)], 'trade record of 48 bytes, was 52'],
    ['a book of 48 bytes', [otherRecord(1, 48)], 'mbp-1 record of 80 bytes, was 48'],
    ['a record of 12 bytes', [Buffer.alloc(12, 3)], 'at least 16 bytes, was 12'],
    ['a mapping of version 1 in a file of 3', [otherRecord(0x16, 80)], 'of 176 bytes, was 80'],
  ])('stops at %s and keeps what came before', async (_, bad, problem) => {
    const header = dbnHeader();
    const feed = await open([header, tradeRecord(), ...bad, tradeRecord()]);
    const { rows, error } = await collect(feed);
    expect(rows.length).toBe(1);
    expect(error?.code).toBe('BAD_RECORD');
    expect(error?.message).toContain(problem);
    const contentOffset = header.length + 48;
    expect(error?.place).toEqual({ file: 'a.dbn', record: 2, contentOffset });
    expect(feed.report().complete).toBe(false);
  });

  it('ends early, unfinished, when it is closed', async () => {
    const feed = await open([dbnHeader(), tradeRecord()]);
    await feed.close();
    expect((await collect(feed)).rows).toEqual([]);
    expect(feed.report().complete).toBe(false);
  });

  it('warns of what costs no row', async () => {
    const feed = await open(
      [
        dbnHeader({ typeIn: 3, partial: ['ES.c.1'], notFound: ['ES.c.9'] }),
        tradeRecord({ flags: 0b1000 }),
        tradeRecord({ flags: 0b1100, publisher: 999 }),
      ],
      { symbols: new Set(['ESU4', 'NQU4']) },
    );
    const { rows } = await collect(feed);
    expect(rows.map((row) => row.exchange)).toEqual(['GLBX', null]);
    const warnings = feed.report().warnings.join('\n');
    expect(warnings).toContain('continuous names');
    expect(warnings).toContain('found no instrument for ES.c.9');
    expect(warnings).toContain('on some days for ES.c.1');
    expect(warnings).toContain('symbol asked for: NQU4');
    expect(warnings).toContain('2 records whose ts_recv');
    expect(warnings).toContain('1 records after a gap');
    expect(warnings).toContain('unknown publisher (id 999)');
  });
});

describe('openDbn: ordinals and options', () => {
  const two = {
    mappings: [ESU4, { name: 'NQU4', intervals: [{ ...ESU4.intervals[0], symbol: '9' }] }],
  };

  it('numbers the events of each dataset from 0, refused ones too, whatever the pieces', async () => {
    const records = Array.from({ length: 20_000 }, (_, index) =>
      tradeRecord({ sequence: index, tsEvent: index % 3 === 0 ? UNDEF_TIME : NOON }),
    );
    const bytes = Buffer.concat([dbnHeader(), ...records]);
    for (const pieceBytes of [777, 1 << 20]) {
      const { batches } = await collect(await openDbn(bytesInput('a.dbn', bytes, pieceBytes)));
      let ordinal = 0;
      for (const batch of batches) {
        expect(batch.firstOrdinal).toBe(ordinal);
        expect(batch.rows.map((row) => row.seq)).toEqual(
          batch.rows.map((_, index) => BigInt(ordinal + index)),
        );
        for (const refusal of batch.refusals) {
          expect(refusal.record).toBe(ordinal + refusal.index + 1);
        }
        ordinal += batch.rows.length;
      }
      expect(ordinal).toBe(20_000);
      expect(Math.max(...batches.map((batch) => batch.rows.length))).toBeLessThan(12_000);
    }
  });

  it('leaves out other symbols, counted, and their refusals', async () => {
    const feed = await open(
      [
        dbnHeader(two),
        tradeRecord(),
        tradeRecord({ instrument: 9 }),
        tradeRecord({ instrument: 9, tsEvent: UNDEF_TIME }),
        tradeRecord({ instrument: 77 }),
      ],
      { symbols: new Set(['ESU4']) },
    );
    const { rows } = await collect(feed);
    expect(rows.map((row) => row.symbol)).toEqual(['ESU4', null]);
    expect(feed.report()).toMatchObject({ filtered: 2, symbols: ['ESU4'] });
  });

  it('makes trades of book records when asked, besides the book rows', async () => {
    const book = [{ bid: 5_528_500_000_000n, bidSize: 3 }];
    const parts = [
      dbnHeader({ schema: 1 }),
      bookRecord(1, book, { action: 'T', side: 'A', sequence: 1 }),
      bookRecord(1, book, { action: 'A', sequence: 2 }),
      bookRecord(1, book, { action: 'T', side: 'X', sequence: 3 }),
    ];
    const plain = await open(parts);
    await collect(plain);
    expect(plain.report().rowsByDataset).toEqual({ 'futures.mbp10.v1': 3 });
    const feed = await open(parts, { tradesFromBooks: true });
    const { batches } = await collect(feed);
    const byDataset = batches.map((each) => [each.dataset.id, each.firstOrdinal, each.rows.length]);
    expect(byDataset).toEqual([
      ['futures.trades.v1', 0, 2],
      ['futures.mbp10.v1', 0, 3],
    ]);
    expect(batches[0].rows.map((row) => row.aggressor)).toEqual([-1, null]);
    expect(feed.report().refused).toMatchObject([
      { code: 'UNKNOWN_SIDE', dataset: 'futures.trades.v1', count: 1, firstRecord: 3 },
    ]);
  });
});
