import { BusError } from '@assay/bus';
import { LedgerError, readLedger } from '@assay/ledger';
import { StorageError } from '@assay/storage';
import { createSimulatedLog } from '../../src/simulated-log.js';
import { createSimulatedStore } from '../../src/simulated-store.js';
import type { Release } from '../support/model-market.js';
import { createGlob, expectAllStored } from './invariants.js';
import { liveAsSealer } from './sealer-process.js';
import { awaitTurn } from './standby.js';
import { storyOf } from './story.js';
import { createWorld, type Scenario, type World } from './world.js';
import { isAtEnd, liveAsWriter, PLACE, type Connections } from './writer-process.js';

/** What happened in one simulation, by name, to show that it was not an idle one. */
export type SimulationReport = Readonly<Record<string, number>>;

const WRITERS = 2;
const MAX_CRASHES = 6;
const CRASH_CHANCE = 0.015;
const MAX_STEPS = 50_000;

/** Everything that the protocol promises to survive. */
const WHOLE_SCENARIO: Scenario = {
  accidents: ['rewinds', 'recreations', 'returns', 'retentions'],
  decoderChanges: true,
  seals: true,
  leases: true,
};

/**
 * Two processes write one shard through connections that fail, crash at any time and start again, while
 * the log is rewound, made anew, brought back and outrun, and a third process seals what is committed,
 * until all of the log is. Throws at the first state in which an event is in two files, and at the end
 * when anything is missing, doubled or not as the log records it.
 */
export async function simulateSession(
  seed: string | number,
  scenario: Scenario = WHOLE_SCENARIO,
): Promise<SimulationReport> {
  const world = createWorld(seed, scenario);
  const { random, clock, scheduler, lake, counts } = world;
  const glob = createGlob();
  const alive = new Map<Connections, () => void>();
  const withLeases = scenario.leases && random.chance(0.15);
  let writers = WRITERS;
  let steps = 0;
  let crashes = 0;
  let objects = 0;

  /** One life of a process: what it did when it ended otherwise than by itself. */
  const live = async (life: (connections: Connections) => Promise<void>): Promise<string> => {
    const store = createSimulatedStore({ random, lake, faults: world.storeFaults, scheduler });
    const log = createSimulatedLog({ random, log: world.log, faults: world.logFaults, scheduler });
    const connections = { store, log };
    const crash = new Promise<string>((resolve) => {
      alive.set(connections, () => resolve('crashes'));
    });
    const ended = await Promise.race([
      crash,
      life(connections).then(
        () => 'ends',
        (error: unknown) => honestCode(error),
      ),
    ]);
    alive.delete(connections);
    world.count(ended);
    return ended;
  };
  const runWriter = async (encoder: string): Promise<void> => {
    let release: Release = { encoder, decoder: 'one' };
    let ended = '';
    while (!(await isDone(world))) {
      if (scenario.decoderChanges && random.chance(0.2)) {
        release = { ...release, decoder: release.decoder === 'one' ? 'other' : 'one' };
        world.count('decoder changes');
      }
      const fenced = ended === 'FENCED';
      ended = await live(async (connections) => {
        if (withLeases) await awaitTurn(world, connections.store, fenced);
        await liveAsWriter(world, connections, release, withLeases);
      });
      await clock.sleep(50 + random.below(2_000));
    }
    writers -= 1;
  };
  const runSealer = async (): Promise<void> => {
    while (scenario.seals && writers > 0) {
      await clock.sleep(50 + random.below(5_000));
      await live(({ store }) => liveAsSealer(world, store));
    }
  };

  const afterEach = (): void => {
    steps += 1;
    if (steps > MAX_STEPS) throw new Error(`expected an end within ${MAX_STEPS} steps, was none`);
    world.step();
    if (alive.size > 0 && crashes < MAX_CRASHES && random.chance(CRASH_CHANCE)) {
      crashes += 1;
      const [connections, end] = random.pick([...alive]);
      connections.store.crash();
      connections.log.crash();
      end();
    }
    if (lake.objects.size !== objects) {
      objects = lake.objects.size;
      glob.look(lake);
    }
  };

  const run = async (): Promise<SimulationReport> => {
    const lives = Array.from({ length: WRITERS }, (_, index) => runWriter(`release-${index}`));
    await scheduler.run(Promise.all([...lives, runSealer()]), afterEach);
    glob.look(lake);
    const fold = await expectAllStored(world, glob);
    for (const { reason } of fold.epochs) world.count(`epochs ${reason}`);
    return {
      ...Object.fromEntries(counts),
      steps,
      claims: fold.state.fence,
      commits: fold.totals.commits,
    };
  };
  try {
    return await run();
  } catch (cause) {
    const story = await storyOf(world).catch((error: unknown) => String(error));
    throw new Error(`${String(cause)}\n${story}`, { cause });
  }
}

async function isDone(world: World): Promise<boolean> {
  if (!world.settled) return false;
  const { state } = await readLedger({ ...PLACE, store: world.lake });
  const { committedTo, last, epoch, openIntent } = state;
  if (openIntent !== undefined || epoch === undefined) return false;
  return isAtEnd(world, { committedTo, last, created: epoch.created });
}

const HONEST: readonly string[] = ['FENCED', 'UNDECIDED', 'LINEAGE_CHANGED', 'LOG_CHANGED'];

/** The code of an error that crashes, rivals, a changing log and bad connections may cause. */
function honestCode(error: unknown): string {
  if (error instanceof LedgerError && HONEST.includes(error.code)) return error.code;
  if (error instanceof StorageError && error.retryable) return `storage ${error.code}`;
  if (error instanceof BusError && (error.retryable || error.code.startsWith('LOG_RE'))) {
    return `bus ${error.code}`;
  }
  throw error;
}
