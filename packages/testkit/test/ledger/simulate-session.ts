import { LedgerError, openCommitSession, readLedger, type CommitSession } from '@assay/ledger';
import { positionDigest, sha256Hex } from '@assay/schemas';
import { StorageError } from '@assay/storage';
import { createFakeClock } from '../../src/fake-clock.js';
import { createMemoryStore, type MemoryStore } from '../../src/memory-store.js';
import { createScheduler } from '../../src/scheduler.js';
import { createSeededRandom, type SeededRandom } from '../../src/seeded-random.js';
import {
  createSimulatedStore,
  type SimulatedStore,
  type StoreFaults,
} from '../../src/simulated-store.js';
import { createModelMarket, positionsIn } from '../support/model-market.js';

/** What happened in one simulation, to show that it was not an idle one. */
export interface SimulationReport {
  readonly messages: bigint;
  readonly steps: number;
  readonly crashes: number;
  readonly fenced: number;
  readonly claims: number;
  readonly recovered: number;
}

const PROCESSES = 2;
const MAX_CRASHES = 6;
const CRASH_CHANCE = 0.015;
const PLACE = { tier: 'bronze', shard: 'model' } as const;

/**
 * Two processes write one shard through connections that fail, crash at any time and start again, until
 * everything is committed. Throws at the first state in which a message is in two files, and at the end
 * when anything is missing, doubled or not as the log records it.
 */
export async function simulateSession(seed: string | number): Promise<SimulationReport> {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const scheduler = createScheduler(random, clock);
  const market = createModelMarket();
  const lake = simulatedLake(market.staged);
  const messages = BigInt(3 + random.below(20));
  const faults = randomFaults(random);
  const source = { first: 1n, last: BigInt(random.below(4)) };
  const alive = new Map<SimulatedStore, () => void>();
  const counts = { steps: 0, crashes: 0, fenced: 0 };
  const holders = new Map<bigint, string>();
  let checked = 0;

  const rebuildWith = (encoder: string) => async (range: { from: bigint; to: bigint }) =>
    market.build(range.from, range.to, encoder, true);

  const live = async (store: SimulatedStore, encoder: string): Promise<void> => {
    const session = await openCommitSession({
      ...PLACE,
      store,
      clock,
      writer: random.hex(8),
      log: async () => {
        await scheduler.turn();
        return { stream: 'MODEL', created: 'once', firstSequence: 1n, lastSequence: source.last };
      },
      rebuild: rebuildWith(encoder),
      inspectFile: async (path) => {
        const positions = positionsIn(lake.objects.get(path) ?? new Uint8Array());
        return { rows: positions.length, positionDigest: positionDigest(positions) };
      },
    });
    await writeAll(session, encoder);
  };

  const writeAll = async (session: CommitSession, encoder: string): Promise<void> => {
    for (;;) {
      const { committedTo } = session.state;
      if (committedTo === messages) {
        return;
      }
      const room = Number(source.last - committedTo);
      if (room === 0) {
        await clock.sleep(10);
        continue;
      }
      const to = committedTo + 1n + BigInt(random.below(Math.min(room, 6)));
      await session.commitBatch(market.build(committedTo + 1n, to, encoder, false));
    }
  };

  const runProcess = async (encoder: string): Promise<void> => {
    while ((await readLedger({ ...PLACE, store: lake })).state.committedTo < messages) {
      const store = createSimulatedStore({ random, lake, faults, scheduler });
      const crash = new Promise<void>((resolve) => {
        alive.set(store, resolve);
      });
      await Promise.race([crash, live(store, encoder)]).catch((error: unknown) => {
        counts.fenced += expectHonest(error) === 'FENCED' ? 1 : 0;
      });
      alive.delete(store);
      await clock.sleep(50 + random.below(2_000));
    }
  };

  const afterEach = (): void => {
    counts.steps += 1;
    if (counts.steps > 50_000) {
      throw new Error('expected an end within 50,000 steps, was none');
    }
    if (source.last < messages && random.chance(0.2)) {
      source.last += 1n;
    }
    if (alive.size > 0 && counts.crashes < MAX_CRASHES && random.chance(CRASH_CHANCE)) {
      counts.crashes += 1;
      const [store, resolve] = random.pick([...alive]);
      store.crash();
      resolve();
    }
    if (lake.objects.size !== checked) {
      checked = lake.objects.size;
      expectNoneTwice(lake, holders);
    }
  };

  const encoders = Array.from({ length: PROCESSES }, (_, index) => `release-${index}`);
  await scheduler.run(Promise.all(encoders.map(runProcess)), afterEach);
  const fold = await expectAllStored(lake, market.positionsTo(messages));
  return {
    ...counts,
    messages,
    claims: fold.state.fence,
    recovered: [...lake.objects].filter(([key, bytes]) => isRecovery(key, bytes)).length,
  };
}

/** Opening a copy touches the disk, which no scheduler rules: here the key itself is the path. */
function simulatedLake(staged: ReadonlyMap<string, Uint8Array>): MemoryStore {
  const lake = createMemoryStore({
    readSource: async (path) => {
      const bytes = staged.get(path);
      if (bytes === undefined) {
        throw new Error(`expected a staged file at ${path}, was none`);
      }
      return bytes;
    },
  });
  return { ...lake, localCopy: async (path) => ({ path, release: async () => undefined }) };
}

function randomFaults(random: SeededRandom): StoreFaults {
  const worst = random.pick([0, 0.05, 0.3]);
  return {
    lostReply: worst * random.next(),
    lostRequest: worst * random.next(),
    unavailable: (worst / 5) * random.next(),
  };
}

/** The code of an error that crashes, rivals and a bad connection may cause; others are faults of ours. */
function expectHonest(error: unknown): string {
  if (error instanceof LedgerError && (error.code === 'FENCED' || error.code === 'UNDECIDED')) {
    return error.code;
  }
  if (error instanceof StorageError && error.retryable) {
    return error.code;
  }
  throw error;
}

/** What a glob sees: no position is in two files. `holders` says where each was seen before. */
function expectNoneTwice(lake: MemoryStore, holders: Map<bigint, string>): void {
  const known = new Set(holders.values());
  for (const [key, bytes] of lake.objects) {
    for (const position of isData(key) && !known.has(key) ? positionsIn(bytes) : []) {
      const holder = holders.get(position);
      if (holder !== undefined) {
        throw new Error(`position ${position} is in ${holder} and in ${key}`);
      }
      holders.set(position, key);
    }
  }
}

async function expectAllStored(lake: MemoryStore, expected: readonly bigint[]) {
  const fold = await readLedger({ ...PLACE, store: lake });
  const committed = [...fold.files, ...fold.deadLetterFiles];
  const stored: bigint[] = [];
  for (const file of committed) {
    const bytes = lake.objects.get(file.key);
    if (bytes === undefined || sha256Hex(bytes) !== file.sha256 || bytes.length !== file.bytes) {
      throw new Error(`${file.key} is not as the log records it`);
    }
    stored.push(...positionsIn(bytes));
  }
  const orphan = [...lake.objects.keys()].find(
    (key) => isData(key) && !committed.some((file) => file.key === key),
  );
  const text = stored.sort((one, other) => (one < other ? -1 : 1)).join();
  if (orphan !== undefined || text !== expected.join()) {
    throw new Error(`expected each event once, was ${text}; orphan: ${orphan ?? 'none'}`);
  }
  return fold;
}

function isData(key: string): boolean {
  return !key.startsWith('_lake/');
}

function isRecovery(key: string, bytes: Uint8Array): boolean {
  return !isData(key) && Buffer.from(bytes).toString('utf8').includes('"close_reason":"recovery"');
}
