import { describe, expect, it } from 'vitest';
import type { GoldStatus, ServiceStatus, ShardStatus } from '../src/service-parts.js';
import { stoppedText } from '../src/stopped-text.js';

const COUNTS = { events: 0, rows: 0, deadLetters: 0, batches: 0, lagMessages: undefined };
const SHARD: ShardStatus = { ...COUNTS, role: 'active', committedTo: 1n, epoch: 1 };
const TOTALS = {
  ...{ committedTo: undefined, epoch: undefined, rows: 0, deadLetters: 0 },
  ...{ repeats: 0, ownPublications: 0, batches: 0 },
};
const RUNNER = {
  ...{ problem: undefined, session: undefined, lastTickNs: undefined, storedTickNs: undefined },
  ...{ positions: [], rowsRead: 0, rowsStored: 0, missed: 0 },
};

describe('stoppedText', () => {
  it('says that everything is committed only where this process committed it', () => {
    const others = { signals: undefined, gold: undefined };
    const status: ServiceStatus = { ...COUNTS, ...others, shards: { MARKET_STOCKS: SHARD } };
    expect(stoppedText(status)).toContain('everything the log held is committed');
    const standby: ShardStatus = {
      ...SHARD,
      role: 'standby',
      problem: 'stored by process 7 on a host',
    };
    const mixed = { ...status, shards: { ...status.shards, MARKET_FUTURES: standby } };
    expect(stoppedText(mixed)).not.toContain('everything');
    expect(stoppedText(mixed)).toContain('MARKET_FUTURES: stored by process 7 on a host');
  });

  it('says that the engine or Gold stood by', () => {
    const { shards, ...counts } = { ...COUNTS, shards: { MARKET_STOCKS: SHARD } };
    const problem = 'stored by process 7 on a host';
    const gold: GoldStatus = { ...TOTALS, role: 'standby', problem, lagMessages: undefined };
    const signals = { ...RUNNER, phase: 'standby', problem: 'run by process 7' } as const;
    const told = stoppedText({ ...counts, shards, gold, signals });
    expect(told).not.toContain('everything');
    expect(told).toContain('  gold: stored by process 7 on a host\n  signals: run by process 7');
  });

  it('claims no more than this process had to store', () => {
    const signals = { ...RUNNER, phase: 'stopped' } as const;
    const text = stoppedText({ ...COUNTS, shards: {}, gold: undefined, signals });
    expect(text).not.toContain('everything');
    expect(text).toContain('every row of signals that was made');
  });
});
