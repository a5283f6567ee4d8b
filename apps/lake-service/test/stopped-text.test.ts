import { describe, expect, it } from 'vitest';
import type { ServiceStatus, ShardStatus } from '../src/service-parts.js';
import { stoppedText } from '../src/stopped-text.js';

const COUNTS = { events: 0, rows: 0, deadLetters: 0, batches: 0, lagMessages: undefined };
const SHARD: ShardStatus = { ...COUNTS, role: 'active', committedTo: 1n, epoch: 1 };

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
});
