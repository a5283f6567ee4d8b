import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeLevelPayload,
  isLevelPayload,
  JsonSyntaxError,
  levelsSignals,
  parseJsonExact,
  publicationId,
  publicationOf,
  publishedLevels,
  readLevelPayload,
  Refusal,
  type Column,
  type LevelSignal,
} from '../../src/index.js';
import { levelSignal } from '../support/level-signal.js';

const RUNS = process.env['ASSAY_LONG'] === '1' ? 20_000 : 200;

describe('encodeLevelPayload', () => {
  it('gives the payload of 5-signals', () => {
    const rows = [
      levelSignal({ level_id: 'STRIKE_600.5', level_price: 600.5 }),
      levelSignal({ runway_next_level_id: null, runway_next_level_price: null, note: 'x' }),
    ];
    const payload = JSON.parse(encodeLevelPayload(rows)) as Record<string, unknown>;
    expect(Object.keys(payload)).toEqual([
      ...['schema', 'ts', 'ts_event_ns', 'ts_known_ns', 'underlying', 'producer', 'spy', 'levels'],
    ]);
    expect(payload).toMatchObject({
      schema: 'levels.signals.v1',
      ts: 1_765_893_600_250,
      spy: { spot: 600.25, bid: 600.24, ask: 600.26 },
      levels: [
        {
          id: 'STRIKE_600.5',
          price: 600.5,
          barrier: { state: 'WALL', delta_liq: 150, replenishment_ratio: 2.5 },
          tape: { sweep: { detected: false, direction: null, notional: 0 } },
          fuel: { effect: 'NEUTRAL', net_dealer_gamma: null },
          runway: { next_obstacle: { id: 'ROUND_601', price: 601 }, distance: 0.5 },
        },
        { runway: { next_obstacle: null }, note: 'x' },
      ],
    });
  });

  it('refuses what is no tick, naming the column', () => {
    const later = levelSignal({ ts_event_ns: levelSignal().ts_event_ns + 1n });
    expect(() => encodeLevelPayload([])).toThrow('expected the rows of one tick');
    expect(() => encodeLevelPayload([levelSignal(), later])).toThrow('"ts_event_ns": expected the');
    expect(() => encodeLevelPayload([levelSignal({ distance: NaN })])).toThrow(
      '"distance": expected a finite number, was NaN',
    );
  });

  it('gives back every row that goes through it', () => {
    fc.assert(
      fc.property(ticks(), (rows) => {
        const text = encodeLevelPayload(rows);
        expect(() => JSON.parse(text) as unknown).not.toThrow();
        expect(readLevelPayload(text)).toEqual(rows.map(positiveZero));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('readLevelPayload', () => {
  it('loses no digit of an int64', () => {
    const row = levelSignal({ tape_buy_vol: 9_007_199_254_740_993n });
    expect(readLevelPayload(encodeLevelPayload([row]))).toEqual([row]);
  });

  it('reads the foreign shapes', () => {
    const flat = { ...FOREIGN.levels[0], runway: undefined, ...FLAT_RUNWAY };
    const flatInside = {
      ...FOREIGN.levels[0],
      runway: { direction: 'UP', next_level_id: 'R', next_level_price: 601, quality: 'CLEAR' },
    };
    const read = (payload: object) => readLevelPayload(JSON.stringify(payload))[0];
    const envelope = { schema_name: 'levels.signals', schema_version: 1, source: 'other.engine' };
    expect(read(FOREIGN)).toMatchObject({
      ts_event_ns: 1_765_893_600_250_000_000n,
      ts_known_ns: 1_765_893_600_750_000_000n,
      ...{ underlying: 'SPY', producer: 'foreign', spot: 600.25, bid: null, ask: null },
      ...{ tape_sweep_notional: 0, tape_sweep_detected: null, note: null },
      ...{ runway_next_level_id: 'ROUND_601', runway_next_level_price: 601 },
    });
    expect(read({ ...FOREIGN, levels: [flat] })).toMatchObject(FLAT_RUNWAY);
    expect(read({ ...FOREIGN, levels: [flatInside] }).runway_next_level_id).toBe('R');
    expect(read({ ...envelope, payload: FOREIGN }).producer).toBe('other.engine');
    expect(read({ ...FOREIGN, producer: 'mine', underlying: 'QQQ' })).toMatchObject({
      ...{ producer: 'mine', underlying: 'QQQ' },
    });
  });

  it.each<[string, string, string | undefined, string]>([
    ['{"levels":[]}', 'MISSING_FIELD', 'ts', 'or "ts" in ms, was neither'],
    ['{"ts":1.5,"levels":[]}', 'WRONG_TYPE', 'ts', 'expected whole milliseconds'],
    ['{"ts":1,"levels":7}', 'WRONG_TYPE', 'levels', '"levels": expected an array, was 7'],
    ['{"ts":1,"ts":2,"levels":[]}', 'DUPLICATE_FIELD', 'ts', 'expected "ts" once'],
    ['{"ts":1,"spy":3,"levels":[]}', 'WRONG_TYPE', 'spy', '"spy": expected one object, was 3'],
    ['{"ts":1,"levels":[8]}', 'WRONG_TYPE', 'levels[0]', 'expected one object, was 8'],
    ['[]', 'NOT_AN_OBJECT', undefined, 'expected one object, was an array of 0'],
    ['{"ts":1,"ts_event_ns":9000000,"levels":[]}', 'OUT_OF_RANGE', 'ts', '"ts": expected 9, the'],
    [
      '{"schema_name":"futures.trades","payload":{"levels":[]}}',
      'BAD_ENVELOPE',
      'schema_name',
      'expected an envelope of levels.signals.v1',
    ],
    [
      JSON.stringify({ ...foreign(), levels: [{ ...foreign().levels[0], id: undefined }] }),
      'MISSING_FIELD',
      'level_id',
      '"level_id": expected a non-empty string, was null',
    ],
    [
      JSON.stringify({ ...foreign(), spy: { spot: '600' } }),
      'WRONG_TYPE',
      'spot',
      '"spot": expected a finite number, was "600"',
    ],
  ])('refuses %s', (text, reason, field, words) => {
    const error = refusalOf(text);
    expect(error).toMatchObject({ reason, field });
    expect(error.message).toContain(words);
  });

  it('refuses what is no JSON, such as NaN', () => {
    expect(() => readLevelPayload('{"ts":NaN}')).toThrow(JsonSyntaxError);
  });
});

describe('isLevelPayload', () => {
  it('tells a payload from a flat row', () => {
    const is = (text: string) => isLevelPayload(parseJsonExact(text));
    expect(is('{"levels":[]}')).toBe(true);
    expect(is('{"schema_name":"levels.signals.v1","payload":{"levels":[]}}')).toBe(true);
    expect(is('{"schema_name":"levels.signals.v1","payload":{"level_id":"A"}}')).toBe(false);
    expect(is('{"level_id":"A"}')).toBe(false);
    expect(is('3')).toBe(false);
  });
});

describe('publishedLevels', () => {
  it('is known again by its headers', () => {
    const { headers, subject, bytes } = publishedLevels('abc:def', [levelSignal()]);
    const tsEventNs = levelSignal().ts_event_ns;
    expect(subject).toBe('levels.signals');
    expect(publicationOf(headers)).toEqual({ fingerprint: 'abc:def', tsEventNs });
    expect(headers['Nats-Msg-Id']).toBe(publicationId({ fingerprint: 'abc:def', tsEventNs }));
    expect(readLevelPayload(Buffer.from(bytes).toString('utf8'))).toEqual([levelSignal()]);
    expect(publicationOf({ 'Nats-Msg-Id': 'abc:1' })).toBeUndefined();
    expect(publicationOf(undefined)).toBeUndefined();
  });
});

const FLAT_RUNWAY = {
  ...{ runway_direction: 'UP', runway_next_level_id: 'VWAP', runway_next_level_price: 602.5 },
  ...{ runway_distance: 2, runway_quality: 'CLEAR' },
};
const FOREIGN = foreign();

/** As an engine that knows milliseconds only, and neither sweeps nor notes, sends it. */
function foreign() {
  return {
    ts: 1_765_893_600_250,
    spy: { spot: 600.25 },
    levels: [
      {
        ...{ id: 'ROUND_600', price: 600, kind: 'ROUND', direction: 'SUPPORT', distance: 0.25 },
        ...{ break_score_raw: 12, break_score_smooth: 13.5, signal: 'NEUTRAL', confidence: 'LOW' },
        barrier: { state: 'NEUTRAL' },
        tape: { imbalance: 0, buy_vol: 3, sell_vol: 4, velocity: 0 },
        fuel: { effect: 'NEUTRAL' },
        runway: {
          ...{ direction: 'DOWN', next_obstacle: { id: 'ROUND_601', price: 601 } },
          ...{ distance: 1, quality: 'CLEAR' },
        },
      },
    ],
  };
}

function refusalOf(text: string): Refusal {
  try {
    readLevelPayload(text);
  } catch (error) {
    if (error instanceof Refusal) {
      return error;
    }
    throw error;
  }
  throw new Error(`expected ${text} to be refused`);
}

/** JSON has no −0. */
function positiveZero(row: LevelSignal): LevelSignal {
  const values = Object.entries(row).map(([name, value]) => [name, value === 0 ? 0 : value]);
  return Object.fromEntries(values) as LevelSignal;
}

const SHARED = ['ts_event_ns', 'ts_known_ns', 'underlying', 'producer', 'spot', 'bid', 'ask'];

function ticks(): fc.Arbitrary<LevelSignal[]> {
  const row = fc.record(
    Object.fromEntries(levelsSignals.columns.map((column) => [column.name, valueOf(column)])),
  ) as unknown as fc.Arbitrary<LevelSignal>;
  return fc.array(row, { minLength: 1, maxLength: 4 }).map(([first, ...rest]) => {
    const shared = SHARED.map((name) => [name, first[name as keyof LevelSignal]]);
    return [first, ...rest.map((each) => ({ ...each, ...Object.fromEntries(shared) }))];
  });
}

function valueOf(column: Column): fc.Arbitrary<unknown> {
  const present = presentValue(column);
  return column.nullable ? fc.option(present, { nil: null }) : present;
}

function presentValue({ type, rule }: Column): fc.Arbitrary<unknown> {
  if (rule.oneOf !== undefined) {
    return fc.constantFrom(...rule.oneOf);
  }
  switch (type) {
    case 'i64':
      return rule.time === true
        ? fc.bigInt(946_684_800_000_000_000n, 4_102_444_799_999_999_999n)
        : fc.bigInt(-(1n << 63n), (1n << 63n) - 1n);
    case 'f64':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'bool':
      return fc.boolean();
    case 'utf8':
      return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
    default:
      return fc.integer();
  }
}
