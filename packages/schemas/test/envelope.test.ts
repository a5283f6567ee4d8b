import { describe, expect, it } from 'vitest';
import { ENVELOPE_FIELDS, envelopeDatasetId, envelopeProblem, isEnvelope } from '../src/index.js';

describe('isEnvelope', () => {
  const isOne = (...fields: string[]) => isEnvelope((field) => fields.includes(field));

  it('needs a schema name and a payload', () => {
    expect(isOne(...ENVELOPE_FIELDS)).toBe(true);
    expect(isOne('schema_name', 'payload')).toBe(true);
    expect(isOne('schema_name')).toBe(false);
    expect(isOne('payload', 'source', 'seq')).toBe(false);
  });
});

describe('envelopeDatasetId', () => {
  it.each([
    ['stocks.trades.v1', '1', 'stocks.trades.v1'],
    ['stocks.trades.v1', undefined, 'stocks.trades.v1'],
    ['stocks.trades', '2', 'stocks.trades.v2'],
    ['stocks.trades', undefined, 'stocks.trades.v1'],
    ['stocks.vwap', '1', 'stocks.vwap.v1'],
  ])('of %s and version %s is %3$s', (name, version, id) => {
    expect(envelopeDatasetId(name, version)).toBe(id);
  });
});

describe('envelopeProblem', () => {
  it('says when name and version contradict each other', () => {
    expect(envelopeProblem('stocks.trades.v1', '2')).toBe(
      'expected schema_version 1 of "stocks.trades.v1", was 2',
    );
  });

  it('has nothing to say otherwise', () => {
    expect(envelopeProblem('stocks.trades.v1', '1')).toBeUndefined();
    expect(envelopeProblem('stocks.trades.v1', undefined)).toBeUndefined();
    expect(envelopeProblem('stocks.trades', '7')).toBeUndefined();
  });
});
