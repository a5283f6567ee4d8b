import { describe, expect, it } from 'vitest';
import { WalError } from '../src/errors.js';
import type { WalFolder } from '../src/folder.js';
import { openWalFolder } from '../src/folder.js';
import type { ProcessTable } from '@assay/telemetry';
import type { WalMessage } from '../src/message.js';
import type { WalSequence } from '../src/sequence.js';
import { chanceOf, createSimulatedDisk } from './support/simulated-files.js';
import type { Chance, SimulatedDisk } from './support/simulated-files.js';

const SEEDS = 300;
const LIVES = 5;

/** What the outside world has learned of the log: it must stay true for ever. */
interface World {
  /** Payloads by position: acknowledged to a producer, or seen by a reader. */
  readonly known: Map<bigint, string>;
  readonly sent: Set<string>;
  released: bigint;
}

/**
 * Errors that a power loss or a failed sync may cause, or a release that overtakes a reader; anything
 * else is a fault of the log.
 */
function expectDiskFault(error: unknown): void {
  const codes = [
    'WRITE_FAILED',
    'LOG_FAILED',
    'READ_FAILED',
    'BAD_FOLDER',
    'CLOSED',
    'POSITION_DELETED',
  ];
  if (error instanceof WalError && codes.includes(error.code)) return;
  if (error instanceof Error && /no power|could not sync/.test(error.message)) return;
  throw error;
}

const textOf = (message: WalMessage): string => Buffer.from(message.bytes).toString();

function learn(world: World, position: bigint, text: string): void {
  expect(world.known.get(position) ?? text).toBe(text);
  world.known.set(position, text);
}

/** One life of a process: it appends, rotates, reads and releases until the disk fails. */
async function live(market: WalSequence, world: World, chance: Chance, life: string) {
  const work: Promise<void>[] = [];
  const run = (action: () => Promise<void>): void =>
    void work.push(action().catch(expectDiskFault));
  for (let step = 0; step < 12; step += 1) {
    const text = `${life}.${step}.${'x'.repeat(chance(400))}`;
    const batch = [`${text}a`, `${text}b`, `${text}c`];
    const choice = chance(10);
    if (choice < 5) {
      world.sent.add(text);
      run(async () => {
        const subject = `market.${chance(4)}`;
        learn(world, await market.append({ subject, bytes: Buffer.from(text) }), text);
      });
    } else if (choice < 7) {
      for (const one of batch) world.sent.add(one);
      const messages = batch.map((one) => ({ subject: 's', bytes: Buffer.from(one) }));
      run(async () => {
        const { first } = await market.appendBatch(messages);
        batch.forEach((one, row) => learn(world, first + BigInt(row), one));
      });
    } else if (choice === 7) {
      run(() => market.rotate());
    } else if (choice === 8) {
      run(async () => {
        for await (const group of market.read(market.state().first)) {
          for (const message of group) learn(world, message.position, textOf(message));
        }
      });
    } else {
      run(async () => {
        const upTo = market.state().last;
        // Noted before: a release that fails half-way may have deleted something.
        if (upTo > world.released) world.released = upTo;
        await market.registerReader('engine', upTo);
        await market.release(upTo);
      });
    }
    // Some of it at once, some after what came before.
    if (chance(2) === 0) await Promise.all(work);
  }
  await Promise.all(work);
}

/** Everything known is there, each message once, without a gap, and nothing that was never sent. */
async function check(market: WalSequence, world: World): Promise<void> {
  const found = new Map<bigint, string>();
  const { first, last } = market.state();
  let next = first;
  for await (const group of market.read(first)) {
    for (const message of group) {
      expect(message.position).toBe(next);
      next += 1n;
      found.set(message.position, textOf(message));
    }
  }
  expect(next).toBe(last + 1n);
  expect(new Set(found.values()).size).toBe(found.size);
  for (const text of found.values()) expect(world.sent.has(text)).toBe(true);
  expect(first).toBeLessThanOrEqual(world.released + 1n);
  for (const [position, text] of world.known) {
    if (position >= first) expect(found.get(position)).toBe(text);
  }
  for (const [position, text] of found) learn(world, position, text);
}

async function open(disk: SimulatedDisk, pid: number): Promise<WalFolder> {
  const processes: ProcessTable = {
    self: () => ({ host: 'h', bootId: 'b', pid, processStartTime: String(pid) }),
    startTime: (other) => (other === pid ? String(pid) : undefined),
  };
  const { files } = disk;
  return openWalFolder({
    root: '/wal',
    sequences: ['market'],
    segmentBytes: 3500,
    // Small, so that many group commits are of several batches, and some lie in two segments.
    maxBatchBytes: 500,
    files,
    processes,
  });
}

async function simulate(seed: number): Promise<void> {
  const chance = chanceOf(seed);
  const disk = createSimulatedDisk();
  const world: World = { known: new Map(), sent: new Set(), released: 0n };
  for (let life = 1; life <= LIVES; life += 1) {
    // Some lives end while the log is being opened, some with a sync that fails, some in peace.
    const isShort = chance(4) === 0;
    if (isShort) disk.failAfter(chance(40));
    const folder = await open(disk, life).catch(expectDiskFault);
    if (folder !== undefined) {
      const market = folder.sequence('market');
      if (!isShort) await check(market, world);
      if (chance(3) > 0) disk.failAfter(chance(80));
      else if (chance(2) === 0) disk.failNextSync();
      await live(market, world, chance, `${life}`);
      await folder.close().catch(expectDiskFault);
    }
    // A failed sync is also survived without a power loss, by opening again.
    if (!disk.hasPower() || chance(3) > 0) disk.crash(chance);
    else disk.failAfter(Number.POSITIVE_INFINITY);
  }
  const folder = await open(disk, LIVES + 1);
  await check(folder.sequence('market'), world);
  await folder.close();
}

describe('a log on a disk that loses power', () => {
  it(`keeps what it promised, over ${LIVES} lives, for ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      try {
        await simulate(seed);
      } catch (cause) {
        throw new Error(`seed ${seed} fails: run simulate(${seed})`, { cause });
      }
    }
  });
});
