import { describe, expect, it } from 'vitest';
import {
  decodeRunnerState,
  encodeRunnerState,
  type RunnerState,
} from '../../src/runner/runner-state.js';

const mark = { sequence: 2n ** 60n, serverTimeNs: 5n, sha256: 'a'.repeat(64) };
const STATE: RunnerState = {
  inputs: [
    { shard: 'market', epoch: 3, sequence: 2n ** 60n, created: 'now', mark },
    { shard: 'other', epoch: 1, sequence: 0n, created: undefined, mark: undefined },
  ],
  warmUp: 'b'.repeat(64),
  active: new Map([['stocks.trades.v1', 1_700_000_000_000_000_001n]]),
  later: [7n],
  engine: Uint8Array.of(1, 2, 3),
};

describe('the state of a runner', () => {
  it('reads back as it was written, with and without an engine', () => {
    for (const state of [STATE, { ...STATE, engine: undefined, warmUp: null }]) {
      const { engine, ...rest } = decodeRunnerState(encodeRunnerState(state));
      const { engine: expected, ...others } = state;
      expect(rest).toEqual(others);
      expect(engine === undefined ? undefined : [...engine]).toEqual(expected && [...expected]);
    }
  });

  it('refuses bytes of another form', () => {
    const text = Buffer.from(JSON.stringify({ format: 2 }));
    const head = Buffer.alloc(4);
    head.writeUInt32LE(text.length);
    for (const bytes of [Buffer.from('no'), Buffer.concat([head, text])]) {
      expect(() => decodeRunnerState(bytes)).toThrow(/expected what this release writes/);
    }
  });
});
