import { holdLease } from '@assay/ledger';
import { systemClock } from '@assay/telemetry';
import { createMemoryStore } from '@assay/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { refuseLiveWriters } from '../../src/copy/live-writers.js';

const place = () => ({ store: createMemoryStore(), tier: 'bronze', shard: 'market' }) as const;

describe('refuseLiveWriters', () => {
  it('passes where nobody holds a lease, and where it was given back', async () => {
    const shard = place();
    await refuseLiveWriters([shard], { clock: systemClock });
    const lease = holdLease({ ...shard, writer: 'one' });
    await lease.announced;
    await lease.release();
    await refuseLiveWriters([shard], { clock: systemClock });
  });

  it('refuses one whose lease is being rewritten, and names its process', async () => {
    const shard = place();
    const lease = holdLease({ ...shard, writer: 'one' });
    onTestFinished(() => lease.release());
    await lease.announced;
    const waiting: unknown[] = [];
    await expect(
      refuseLiveWriters([shard], { clock: systemClock, onWaiting: (owner) => waiting.push(owner) }),
    ).rejects.toMatchObject({
      name: 'BronzeError',
      code: 'BUSY',
      message: expect.stringContaining(`was being written by process ${process.pid} on `),
    });
    expect(waiting).toHaveLength(1);
  });
});
