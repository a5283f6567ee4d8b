import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bronzeFileName,
  deadLetterKey,
  END_TIME_NS,
  FIRST_TIME_NS,
  parseBronzeFileName,
  shardTag,
} from '../src/index.js';

const identity = { shardTag: shardTag('MARKET_STOCKS'), epoch: 1, from: 42n, to: 1_041n };
const PRINT_TIME = 1_765_895_412_345_678_999n;

describe('shardTag', () => {
  it("is the first 8 hex digits of SHA-256 of the shard's name", () => {
    expect(shardTag('MARKET_STOCKS')).toBe('c90d6e5f');
  });
});

describe('bronzeFileName', () => {
  it('says event time, shard, epoch and sequences', () => {
    expect(bronzeFileName(identity, PRINT_TIME)).toBe(
      'part-143012_345678-c90d6e5f-e1-000000000042-000000001041.parquet',
    );
  });

  it('says the fence of a writer that rebuilt the batch', () => {
    expect(bronzeFileName({ ...identity, recoveryFence: 7 }, PRINT_TIME)).toBe(
      'part-143012_345678-c90d6e5f-e1-000000000042-000000001041-r7.parquet',
    );
  });

  it('sorts as the sequences do', () => {
    const names = [9n, 10n, 999_999_999_999n].map((from) =>
      bronzeFileName({ ...identity, from, to: from }, PRINT_TIME),
    );
    expect(names.toSorted()).toEqual(names);
  });

  const identities = fc.record({
    shardTag: fc.string().map(shardTag),
    epoch: fc.nat(),
    from: fc.bigInt({ min: 1n, max: (1n << 47n) - 1n }),
    to: fc.bigInt({ min: 1n, max: (1n << 47n) - 1n }),
  });
  const fenced = fc.oneof(
    identities,
    fc.tuple(identities, fc.nat()).map(([each, recoveryFence]) => ({ ...each, recoveryFence })),
  );
  const times = fc.bigInt({ min: FIRST_TIME_NS, max: END_TIME_NS - 1n });

  it('can be read back', () => {
    fc.assert(
      fc.property(fenced, times, (each, time) => {
        expect(parseBronzeFileName(bronzeFileName(each, time))).toEqual(each);
      }),
    );
  });

  it('differs wherever shard, epoch, sequences or fence differ', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fenced, { selector: jsonOf, maxLength: 20 }), (all) => {
        const names = all.map((each) => bronzeFileName(each, PRINT_TIME));
        expect(new Set(names).size).toBe(all.length);
      }),
    );
  });
});

function jsonOf(value: object): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'bigint' ? each.toString() : each,
  );
}

describe('parseBronzeFileName', () => {
  const name = 'part-143012_345678-0123abcd-e1-000000000042-000000001041.parquet';

  it('reads sequences of more than 12 digits', () => {
    const long = name.replace('000000001041', '140737488355327');
    expect(parseBronzeFileName(long)?.to).toBe(140_737_488_355_327n);
  });

  it.each([
    'part-0000.parquet',
    name.slice(1),
    `${name}.tmp`,
    `x/${name}`,
    `${name}\n`,
    name.replace('0123abcd', '0123ABCD'),
    name.replace('143012', '243012'),
    name.replace('143012', '146012'),
    name.replace('e1', 'e01'),
    name.replace('e1', 'e'),
    name.replace('000000000042', '42'),
    name.replace('000000000042', '0000000000042'),
    name.replace('.parquet', '-r.parquet'),
    name.replace('.parquet', '-r07.parquet'),
    '',
  ])('does not take %j for one', (other) => {
    expect(parseBronzeFileName(name)).toBeDefined();
    expect(parseBronzeFileName(other)).toBeUndefined();
  });
});

describe('deadLetterKey', () => {
  it('names shard, epoch and sequences', () => {
    expect(deadLetterKey('MARKET_STOCKS', 1, 42n, 1_041n)).toBe(
      '_dlq/MARKET_STOCKS/e1/000000000042-000000001041.parquet',
    );
    expect(deadLetterKey('market', 0, 1n, 1n, 3)).toMatch(/000000000001-r3\.parquet$/);
  });

  it('cannot be led out of its folder', () => {
    expect(deadLetterKey('../../x', 1, 1n, 1n)).toMatch(/^_dlq\/%2E\.%2F\.\.%2Fx\/e1\//);
    expect(() => deadLetterKey('', 1, 1n, 1n)).toThrow(/expected at least one character/);
  });
});
