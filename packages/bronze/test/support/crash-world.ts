import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import { systemClock, type Clock, type Failpoint } from '@assay/telemetry';
import { createSimulatedStore, NO_FAULTS, SimulatedCrash, type SeededRandom } from '@assay/testkit';
import { createBronzeWriter, type BronzeWriter } from '../../src/index.js';
import { madeUpMessage, type MadeUpMessage } from './made-up-message.js';
import type { LakeMaker, TestLake } from './test-lake.js';

/** Everything between two durable steps of log, ledger and writer; the store adds its own. */
const FAILPOINTS = [
  'wal.before-write',
  'wal.after-write',
  'wal.after-fsync',
  'wal.before-rotate',
  'wal.after-rotate',
  'bronze.before-build',
  'bronze.after-build',
  'ledger.before-claim',
  'ledger.after-claim',
  'ledger.before-epoch',
  'ledger.after-epoch',
  'ledger.before-intent',
  'ledger.after-intent',
  'ledger.after-publish-file',
  'ledger.before-commit',
  'ledger.after-commit',
] as const;

/** What happened, for the message of a seed that failed. */
export interface CrashWorld {
  readonly lake: TestLake;
  readonly walRoot: string;
  /** Every message ever offered, by its place in the run. */
  readonly offered: MadeUpMessage[];
  /** Sequences of messages whose durability the log has confirmed, by place in the run. */
  readonly acknowledged: Map<number, bigint>;
  readonly story: string[];
}

export const RUN = 'client-1';

export function createCrashWorld(folder: string, makeLake: LakeMaker): CrashWorld {
  return {
    lake: makeLake(folder),
    walRoot: `${folder}/wal`,
    offered: [],
    acknowledged: new Map(),
    story: [],
  };
}

/** One process after another works on one log and one lake; each but the last dies somewhere. */
export async function liveThroughCrashes(world: CrashWorld, random: SeededRandom): Promise<void> {
  const lives = 1 + random.below(4);
  for (let life = 0; life < lives; life += 1) {
    await (random.chance(0.25) ? liveFrozen(world, random) : liveUntilCrash(world, random));
  }
  world.story.push('the last one lives');
  await liveWell(world, random);
}

/** A process that dies at some failpoint, if it passes there often enough. */
async function liveUntilCrash(world: CrashWorld, random: SeededRandom): Promise<void> {
  const at = random.pick([...FAILPOINTS, ...world.lake.failpoints]);
  const nth = 1 + random.below(3);
  let passed = 0;
  let dead = false;
  const failpoint: Failpoint = (name) => {
    passed += name === at ? 1 : 0;
    dead ||= name === at && passed === nth;
    // A dead process takes no further step, in whatever part of it.
    if (dead) throw new SimulatedCrash(`${name} (died at ${at}, passing ${nth})`);
  };
  const log = await openLog(world, random, failpoint);
  const writer = await makeWriter(world, random, log, failpoint);
  const started = await writer.start().then(
    () => true,
    () => false,
  );
  await offerSome(world, random, log, started ? writer : undefined);
  if (!dead && random.chance(0.5)) {
    await writer.stop().catch(() => undefined);
  }
  world.story.push(dead ? `dies at ${at}, passing ${nth}` : `is killed, having passed ${at}`);
  dead = true;
  await writer.stop().catch(() => undefined);
  await log.close().catch(() => undefined);
}

/** A writer that stands still at some failpoint while a successor works, and then goes on. */
async function liveFrozen(world: CrashWorld, random: SeededRandom): Promise<void> {
  const at = random.pick(
    [...FAILPOINTS, ...world.lake.failpoints].filter((name) => !name.startsWith('wal.')),
  );
  let thaw: () => void = () => undefined;
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  let frozen = false;
  const log = await openLog(world, random, () => undefined);
  const older = await makeWriter(world, random, log, async (name) => {
    if (name === at && !frozen) {
      frozen = true;
      await thawed;
    }
  });
  const started = older.start().catch(() => undefined);
  await offerSome(world, random, log, undefined);
  const flushed = started.then(() => older.flushAll()).catch(() => undefined);
  // Whether it got as far as the failpoint or not, a successor comes now.
  await Promise.race([flushed, systemClock.sleep(30)]);
  const newer = await makeWriter(world, random, log, () => undefined);
  await newer.start().catch(() => undefined);
  await offerSome(world, random, log, undefined);
  if (random.chance(0.5)) {
    await newer.flushAll().catch(() => undefined);
  }
  thaw();
  await flushed;
  world.story.push(`stands still at ${at} (${frozen ? 'reached' : 'not reached'})`);
  await newer.stop().catch(() => undefined);
  await older.stop().catch(() => undefined);
  await log.close();
}

/** The last process: the client offers again what was never confirmed, and all of it is stored. */
async function liveWell(world: CrashWorld, random: SeededRandom): Promise<void> {
  const log = await openEmbeddedLog({ root: world.walRoot });
  const writer = createBronzeWriter({
    ...writerParts(world, random, log),
    // In process nothing depends on the disk being synced: only the order of steps counts.
    store: await world.lake.open({ unsynced: true }),
  });
  await writer.start();
  await offerSome(world, random, log, writer);
  await resend(world, log);
  await writer.flushAll();
  await writer.stop();
  await log.close();
}

async function openLog(world: CrashWorld, random: SeededRandom, failpoint: Failpoint) {
  return openEmbeddedLog({
    root: world.walRoot,
    failpoint,
    // Small segments in some lives, so that logs are rotated, and released behind the writer.
    ...(random.chance(0.5) ? { segmentBytes: 8 * 1024 } : {}),
  });
}

async function makeWriter(
  world: CrashWorld,
  random: SeededRandom,
  log: EmbeddedLog,
  failpoint: Failpoint,
): Promise<BronzeWriter> {
  const isAmbiguous = random.chance(0.3);
  // In S3 real requests go wrong; on disk, and beyond what S3 can do, the store does.
  const lake = await world.lake.open({ failpoint, unsynced: true, troubled: random.chance(0.3) });
  const faults = isAmbiguous ? { lostReply: 0.1, lostRequest: 0.1, unavailable: 0.05 } : NO_FAULTS;
  const store = createSimulatedStore({ random, lake, faults });
  return createBronzeWriter({ ...writerParts(world, random, log), store, failpoint });
}

function writerParts(world: CrashWorld, random: SeededRandom, log: EmbeddedLog) {
  return {
    log: log.market,
    shard: 'market',
    stagingFolder: world.lake.stagingFolder,
    limits: { maxEvents: 5 + random.below(60), maxSeconds: random.pick([0.005, 0.05, 3_600]) },
    query: { threads: 1 },
    // Undecided creates are asked about again at once; who can be told to stop waits.
    clock: impatient,
  };
}

const impatient: Clock = {
  ...systemClock,
  sleep: async (milliseconds, signal) => {
    await (signal === undefined ? undefined : systemClock.sleep(milliseconds, signal));
  },
};

/** The client: sends again what was not confirmed, then new messages, some at once. */
async function offerSome(
  world: CrashWorld,
  random: SeededRandom,
  log: EmbeddedLog,
  writer: BronzeWriter | undefined,
): Promise<void> {
  await resend(world, log);
  const count = 1 + random.below(12);
  let pending: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const offered = madeUpMessage(random, RUN, nextPlace(world));
    world.offered.push(offered);
    pending.push(offer(world, log, offered));
    if (random.chance(0.4)) {
      await Promise.all(pending);
      pending = [];
    }
    if (random.chance(0.1)) {
      await writer?.flushAll().catch(() => undefined);
    }
  }
  await Promise.all(pending);
}

async function resend(world: CrashWorld, log: EmbeddedLog): Promise<void> {
  const unconfirmed = world.offered.filter(({ place }) => !world.acknowledged.has(place));
  await Promise.all(unconfirmed.map((offered) => offer(world, log, offered)));
}

/** What the log refuses, or cannot say, is not confirmed: the client keeps it. */
async function offer(world: CrashWorld, log: EmbeddedLog, offered: MadeUpMessage): Promise<void> {
  try {
    world.acknowledged.set(offered.place, await log.append(offered.message));
  } catch {
    world.story.push(`message ${offered.place} unconfirmed`);
  }
}

function nextPlace({ offered }: CrashWorld): number {
  const last = offered.at(-1);
  return last === undefined ? 0 : last.place + last.events;
}
