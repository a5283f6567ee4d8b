import { awaitVacancy, holdLease, type HoldLeaseOptions, type LedgerLease } from '@assay/ledger';
import { encodeLedgerLease, ledgerLeaseKey, parseLedgerLease } from '@assay/schemas';
import { StorageError, type ObjectStore } from '@assay/storage';
import { systemProcesses } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../../src/fake-clock.js';
import { createMemoryStore } from '../../src/memory-store.js';
import { recordingLogger } from '../../src/recording-logger.js';

const KEY = ledgerLeaseKey('bronze', 'market');
const ELSEWHERE = {
  ...systemProcesses,
  self: () => ({ ...systemProcesses.self(), host: 'other' }),
};

function createShard() {
  const store = createMemoryStore();
  const clock = createFakeClock();
  const place = { store, clock, tier: 'bronze', shard: 'market' } as const;
  const lease = () => parseLedgerLease(store.objects.get(KEY) ?? new Uint8Array(), KEY);
  const hold = (writer: string, more: Partial<HoldLeaseOptions> = {}) =>
    holdLease({ ...place, writer, ...more });
  return { ...place, lease, hold };
}

/** Seconds until `waiting` resolves; `undefined` when it has not after a minute. */
async function secondsUntil(clock: FakeClock, waiting: Promise<void>): Promise<number | undefined> {
  const startMs = clock.monotonicMs();
  let endMs: number | undefined;
  void waiting.then(() => {
    endMs = clock.monotonicMs();
  });
  await clock.advance(60_000);
  return endMs === undefined ? undefined : (endMs - startMs) / 1_000;
}

/** A store whose named operation fails while `broken.now`. */
function breaking(store: ObjectStore, operation: 'read' | 'replace', broken: { now: boolean }) {
  const fail = async (): Promise<never> => {
    throw new StorageError('UNAVAILABLE', 'an outage', { retryable: true });
  };
  return {
    ...store,
    [operation]: (...args: [string, { bytes: Uint8Array }]) =>
      broken.now ? fail() : store[operation](...args),
  };
}

describe('holdLease', () => {
  it('says who writes, and says so anew every 2 s', async () => {
    const shard = createShard();
    const held = shard.hold('first');
    await held.announced;
    const { pid } = systemProcesses.self();
    expect(shard.lease()).toMatchObject({ writer: 'first', count: 1, pid, released: false });
    await shard.clock.advance(20_000);
    expect(shard.lease().count).toBe(11);
    await held.release();
    expect(shard.lease()).toMatchObject({ count: 12, released: true });
    await shard.clock.advance(20_000);
    expect(shard.lease().count).toBe(12);
    expect(shard.clock.pending).toBe(0);
  });

  it('counts and logs what could not be written, and goes on', async () => {
    const shard = createShard();
    const broken = { now: true };
    const logger = recordingLogger();
    const held = shard.hold('first', { store: breaking(shard.store, 'replace', broken), logger });
    await shard.clock.advance(5_000);
    expect(logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(3);
    broken.now = false;
    await shard.clock.advance(2_000);
    expect(shard.lease().writer).toBe('first');
    await held.abandon();
  });

  it('does not release a lease that a successor holds by now', async () => {
    const shard = createShard();
    const first = shard.hold('first');
    await first.announced;
    const second = shard.hold('second');
    await second.announced;
    await first.release();
    expect(shard.lease()).toMatchObject({ writer: 'second', released: false });
    await second.abandon();
    expect(shard.lease()).toMatchObject({ writer: 'second', released: false });
  });
});

describe('awaitVacancy', () => {
  it('does not wait for a shard without a lease, or with a released one', async () => {
    const shard = createShard();
    await awaitVacancy(shard);
    const held = shard.hold('first');
    await held.release();
    await awaitVacancy(shard);
  });

  it('waits as long as the lease is rewritten, and at most 10 s after its writer died', async () => {
    const shard = createShard();
    const held = shard.hold('first', { processes: ELSEWHERE });
    await held.announced;
    const seen: (string | undefined)[] = [];
    const standby = awaitVacancy({ ...shard, onWaiting: (lease) => seen.push(lease?.writer) });
    expect(await secondsUntil(shard.clock, standby)).toBeUndefined();
    await held.abandon();
    const seconds = await secondsUntil(shard.clock, standby);
    expect(seconds).toBeGreaterThan(5.9);
    expect(seconds).toBeLessThan(9);
    expect(seen).toEqual(['first']);
  });

  it('takes over at once from a process of this host that is gone, and from no other', async () => {
    const shard = createShard();
    const { startTime } = systemProcesses;
    const self = { ...systemProcesses.self(), pid: 4_194_304 };
    const gone = { self: () => self, startTime };
    await shard.hold('gone', { processes: gone }).abandon();
    expect(await secondsUntil(shard.clock, awaitVacancy(shard))).toBe(0);

    const reused = {
      self: () => ({ ...systemProcesses.self(), processStartTime: '1' }),
      startTime,
    };
    await shard.hold('reused', { processes: reused }).abandon();
    expect(await secondsUntil(shard.clock, awaitVacancy(shard))).toBe(0);

    await shard.hold('alive').abandon();
    expect(await secondsUntil(shard.clock, awaitVacancy(shard))).toBeGreaterThanOrEqual(8);

    const otherBoot = { self: () => ({ ...self, bootId: 'before' }), startTime };
    await shard.hold('elsewhere', { processes: otherBoot }).abandon();
    expect(await secondsUntil(shard.clock, awaitVacancy(shard))).toBeGreaterThanOrEqual(8);
  });

  it('never takes a lease that it could not read for one without an owner', async () => {
    const shard = createShard();
    await shard.hold('first').abandon();
    const broken = { now: true };
    const logger = recordingLogger();
    const store = breaking(shard.store, 'read', broken);
    const standby = awaitVacancy({ ...shard, store, logger });
    expect(await secondsUntil(shard.clock, standby)).toBeUndefined();
    expect(logger.lines.some(({ message }) => message.includes('could not be read'))).toBe(true);
    broken.now = false;
    expect(await secondsUntil(shard.clock, standby)).toBeGreaterThanOrEqual(8);
  });

  it('watches a lease of a form that it does not know like any other', async () => {
    const shard = createShard();
    const lease = { format: 99, count: 1 } as unknown as LedgerLease;
    await shard.store.replace(KEY, { bytes: Buffer.from(JSON.stringify(lease)) });
    expect(await secondsUntil(shard.clock, awaitVacancy(shard))).toBeGreaterThanOrEqual(8);
  });

  it('lets a fenced writer watch for 8 s before it claims, even a shard that looks empty', async () => {
    const shard = createShard();
    const fenced = { ...shard, fenced: true };
    expect(await secondsUntil(shard.clock, awaitVacancy(fenced))).toBeGreaterThanOrEqual(8);
    await shard.hold('first').release();
    expect(await secondsUntil(shard.clock, awaitVacancy(fenced))).toBeGreaterThanOrEqual(8);
  });

  it('lets the loser of two standbys wait for the winner, not fence it', async () => {
    const shard = createShard();
    await shard.hold('gone', { processes: ELSEWHERE }).abandon();
    const both = [awaitVacancy(shard), awaitVacancy(shard)];
    expect(
      await secondsUntil(
        shard.clock,
        Promise.all(both).then(() => undefined),
      ),
    ).toBeLessThan(9);
    // Both hold and claim; one is fenced.
    const loser = shard.hold('loser');
    const winner = shard.hold('winner', { processes: ELSEWHERE });
    await loser.abandon();
    const again = awaitVacancy({ ...shard, fenced: true });
    expect(await secondsUntil(shard.clock, again)).toBeUndefined();
    await winner.release();
    expect(await secondsUntil(shard.clock, again)).toBeGreaterThanOrEqual(8);
  });

  it('ends with its signal', async () => {
    const shard = createShard();
    const held = shard.hold('first');
    await held.announced;
    const controller = new AbortController();
    const standby = awaitVacancy({ ...shard, signal: controller.signal });
    const rejected = expect(standby).rejects.toThrow('enough');
    await shard.clock.advance(1_000);
    controller.abort(new Error('enough'));
    await rejected;
    await held.release();
  });
});

it('a lease is one line, and read back as it was written', () => {
  const lease = {
    format: 1,
    tier: 'gold',
    shard: 's',
    writer: 'w',
    count: 1,
    host: 'h',
    boot_id: '',
    pid_namespace: '',
    pid: 1,
    process_start_time: '',
    released: false,
  } as const;
  const bytes = encodeLedgerLease(lease);
  expect(parseLedgerLease(bytes, 'here')).toEqual(lease);
  expect(() => parseLedgerLease(Buffer.from('{}'), 'here')).toThrow(
    expect.objectContaining({ code: 'BAD_RECORD' }),
  );
});
