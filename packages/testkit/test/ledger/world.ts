import type { LogMessage } from '@assay/bus';
import type { CommitSessionOptions } from '@assay/ledger';
import { createFakeClock, type FakeClock } from '../../src/fake-clock.js';
import { createMemoryLog, type MemoryLog } from '../../src/memory-log.js';
import { createMemoryStore, type MemoryStore } from '../../src/memory-store.js';
import { createScheduler, type Scheduler } from '../../src/scheduler.js';
import { createSeededRandom, type SeededRandom } from '../../src/seeded-random.js';
import type { LogFaults } from '../../src/simulated-log.js';
import type { StoreFaults } from '../../src/simulated-store.js';
import { createModelMarket, messageBytes, type ModelMarket } from '../support/model-market.js';

/** What may happen in a simulation besides crashes, lost replies and rivals. */
export interface Scenario {
  /** What may happen to the log. */
  readonly accidents: readonly Accident[];
  /** Processes may run a release with another decoder after a restart. */
  readonly decoderChanges: boolean;
  /** A third process seals committed files. */
  readonly seals: boolean;
  /** Some runs have writers that wait for one another's leases. */
  readonly leases: boolean;
}

/** Its tail is lost; it is made anew; an earlier one is brought back; it lets go of its oldest messages. */
export type Accident = 'rewinds' | 'recreations' | 'returns' | 'retentions';

/** Everything that two processes share, and what happens to it. */
export interface World {
  readonly random: SeededRandom;
  readonly clock: FakeClock;
  readonly scheduler: Scheduler;
  readonly market: ModelMarket;
  readonly log: MemoryLog;
  readonly lake: MemoryStore;
  readonly scenario: Scenario;
  /**
   * How often checkpoints and segments are written: in some runs after so few entries that it happens
   * all the time, and that entries' files are removed.
   */
  readonly upkeep: NonNullable<CommitSessionOptions['upkeep']>;
  readonly storeFaults: StoreFaults;
  readonly logFaults: LogFaults;
  /** What happened so far, by name. */
  readonly counts: Map<string, number>;
  count(what: string): void;
  /** Whether nothing more will happen to the log. */
  readonly settled: boolean;
  /** Messages that retention dropped, and that no rewind took: they are stored or declared. */
  readonly dropped: readonly DroppedMessage[];
  /** One step of the world: a message may come, an accident may happen. */
  step(): void;
}

/** A message that the log let go of. */
export interface DroppedMessage {
  readonly created: string;
  readonly message: LogMessage;
}

const APPEND_CHANCE = 0.15;
const ACCIDENT_CHANCE = 0.02;
const MOST_ACCIDENTS = 4;

export function createWorld(seed: string | number, scenario: Scenario): World {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const market = createModelMarket();
  const log = createMemoryLog({ stream: 'MODEL', ...(random.chance(0.5) ? { clock } : {}) });
  const counts = new Map<string, number>();
  let serial = 0;
  let messagesLeft = 3 + random.below(12);
  let accidentsLeft = scenario.accidents.length === 0 ? 0 : random.below(MOST_ACCIDENTS + 1);
  let dropped: DroppedMessage[] = [];
  /** By incarnation: the highest sequence it ever used, and how far its last rewind went back. */
  const used = new Map<string, bigint>();
  const rewoundTo = new Map<string, bigint>();
  const left: string[] = [];

  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const append = (): void => {
    messagesLeft -= 1;
    // Also after a rewind, where the last committed message was: it hides that another log goes on.
    if (random.chance(0.1)) log.skip(1 + random.below(2));
    serial += 1;
    // What it does it does at once.
    void log.append({ subject: 'market.model', bytes: messageBytes(serial) });
  };
  const isReused = (sequence: bigint): boolean =>
    sequence > (rewoundTo.get(log.created) ?? sequence) &&
    sequence <= (used.get(log.created) ?? 0n);
  const accidents: Record<Accident, () => void> = {
    rewinds: () => {
      const last = log.lastSequence;
      const kept = last - BigInt(random.below(Math.min(Number(last), 8) + 1));
      used.set(log.created, [used.get(log.created) ?? 0n, last].reduce(greater));
      rewoundTo.set(log.created, [rewoundTo.get(log.created) ?? kept, kept].reduce(less));
      dropped = dropped.filter(
        (each) => each.created !== log.created || each.message.sequence <= kept,
      );
      log.loseTail(kept);
    },
    recreations: () => {
      left.push(log.created);
      log.recreate();
    },
    returns: () => {
      const others = left.filter((created) => created !== log.created);
      if (others.length === 0) {
        accidents.recreations();
        return;
      }
      left.push(log.created);
      log.bringBack(random.pick(others));
    },
    retentions: () => {
      const before = log.messages;
      log.retainFrom(log.lastSequence + 1n - BigInt(random.below(6)));
      // Nobody can know of one that came where another had been, and went before anybody looked.
      const lost = before.filter(
        (message) => !log.messages.includes(message) && !isReused(message.sequence),
      );
      dropped.push(...lost.map((message) => ({ created: log.created, message })));
    },
  };

  return {
    random,
    clock,
    scheduler: createScheduler(random, clock),
    market,
    log,
    lake: simulatedLake(market),
    scenario,
    upkeep: random.chance(0.4) ? { checkpointEntries: 3, segmentEntries: 5 } : {},
    ...randomFaults(random),
    counts,
    count,
    get settled() {
      return messagesLeft === 0 && accidentsLeft === 0;
    },
    get dropped() {
      return dropped;
    },
    step: () => {
      if (messagesLeft > 0 && random.chance(APPEND_CHANCE)) append();
      if (accidentsLeft > 0 && random.chance(ACCIDENT_CHANCE)) {
        accidentsLeft -= 1;
        const name = random.pick(scenario.accidents);
        count(name);
        accidents[name]();
        // Mostly the producers go on, so that what was lost is overgrown.
        messagesLeft += random.below(5);
      }
    },
  };
}

const greater = (one: bigint, other: bigint): bigint => (one > other ? one : other);
const less = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** Opening a copy touches the disk, which no scheduler rules: here the key itself is the path. */
function simulatedLake({ staged }: ModelMarket): MemoryStore {
  const lake = createMemoryStore({
    readSource: async (path) => {
      const bytes = staged.get(path);
      if (bytes === undefined) throw new Error(`expected a staged file at ${path}, was none`);
      return bytes;
    },
  });
  return { ...lake, localCopy: async (path) => ({ path, release: async () => undefined }) };
}

function randomFaults(random: SeededRandom): { storeFaults: StoreFaults; logFaults: LogFaults } {
  const worst = random.pick([0, 0.05, 0.3]);
  const upTo = (most: number): number => most * random.next();
  return {
    storeFaults: {
      lostReply: upTo(worst),
      lostRequest: upTo(worst),
      unavailable: upTo(worst / 5),
    },
    logFaults: { unavailable: upTo(worst / 5), slow: upTo(worst), lostReply: 0, lostRequest: 0 },
  };
}
