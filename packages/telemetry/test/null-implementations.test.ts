import { describe, expect, it } from 'vitest';
import { noFailpoint, nullLogger, nullMetrics, systemRandomness } from '../src/index.js';

describe('nullLogger', () => {
  it('takes every line, from its children too', () => {
    const child = nullLogger.child({ shard: 'market' });
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      expect(child[level]('dropped', { seq: 1n })).toBeUndefined();
    }
  });
});

describe('nullMetrics', () => {
  it('takes every observation', () => {
    const description = { name: 'rows_total', help: 'Rows.', labels: ['dataset'] };
    expect(nullMetrics.counter(description).add(1, { dataset: 'x' })).toBeUndefined();
    expect(nullMetrics.gauge(description).set(1)).toBeUndefined();
    expect(nullMetrics.histogram(description).observe(1)).toBeUndefined();
  });
});

describe('noFailpoint', () => {
  it('stops nothing', () => {
    expect(noFailpoint('ledger.after-intent')).toBeUndefined();
  });
});

describe('systemRandomness', () => {
  it('gives so many bytes as lower-case hex, different each time', () => {
    const names = Array.from({ length: 100 }, () => systemRandomness.hex(8));
    expect(names.every((name) => /^[0-9a-f]{16}$/.test(name))).toBe(true);
    expect(new Set(names).size).toBe(100);
  });
});
