import { describe, expect, it } from 'vitest';
import { crashAt, createCountingFailpoint, SimulatedCrash } from '../src/failpoints.js';

describe('crashAt', () => {
  it('throws at the nth passing of its name, and once', () => {
    const failpoint = crashAt('a.b', 2);
    const pass = (name: string) => () => failpoint(name);
    expect(pass('a.b')).not.toThrow();
    expect(pass('other')).not.toThrow();
    expect(pass('a.b')).toThrow(SimulatedCrash);
    expect(pass('a.b')).not.toThrow();
  });
});

describe('createCountingFailpoint', () => {
  it('counts each name', async () => {
    const { failpoint, counts } = createCountingFailpoint();
    for (const name of ['x', 'y', 'x']) {
      await failpoint(name);
    }
    expect([...counts]).toEqual([
      ['x', 2],
      ['y', 1],
    ]);
  });
});
