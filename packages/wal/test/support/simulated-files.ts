import { dirname } from 'node:path';
import type { WalFile, WalFiles } from '../../src/files/wal-files.js';

/** The error of a simulated disk that was told to stop. */
class PowerLost extends Error {
  override readonly name = 'PowerLost';
}

/** A change that is not synced: it may reach the disk in part, or not at all. */
type Pending =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly size: number };

interface Inode {
  /** What a running process reads. */
  bytes: Buffer;
  /** What is on disk. */
  durable: Buffer;
  pending: Pending[];
}

/** Whole numbers in `[0, limit)`, from a seed. */
export type Chance = (limit: number) => number;

/** A small seeded generator (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** A disk in memory that loses, at a power loss, what was not synced: bytes, sizes and names. */
export interface SimulatedDisk {
  readonly files: WalFiles;
  /** Lets so many more operations happen, then fails every one, until `crash`. */
  failAfter(operations: number): void;
  /** Whether operations work. Without power, only `crash` makes sense. */
  hasPower(): boolean;
  /** The next sync fails once, and what it should have written is dropped from the cache's books. */
  failNextSync(): void;
  /** Power goes and comes back: unsynced changes happened in part. The disk works again. */
  crash(chance: Chance): void;
}

const SECTOR_BYTES = 64;

export function createSimulatedDisk(): SimulatedDisk {
  let names = new Map<string, Inode>();
  /** Names as they are on disk, by folder. */
  let durableNames = new Map<string, Inode>();
  let operationsLeft = Number.POSITIVE_INFINITY;
  let isNextSyncBad = false;

  const step = async (): Promise<void> => {
    // As with a real disk, other work goes on in the meantime.
    await Promise.resolve();
    if (operationsLeft <= 0) throw new PowerLost('the simulated disk has no power');
    operationsLeft -= 1;
  };
  const inodeOf = (path: string): Inode => {
    const inode = names.get(path);
    if (inode === undefined) throw new Error(`ENOENT: ${path}`);
    return inode;
  };

  const fileOf = (inode: Inode): WalFile => ({
    async size() {
      await step();
      return inode.bytes.length;
    },
    async read(target, offset) {
      await step();
      const part = inode.bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
    async write(parts, offset) {
      // The power may go in the middle of a write: it is pending from its beginning.
      const bytes = Buffer.concat(parts);
      inode.pending.push({ kind: 'write', offset, bytes });
      await step();
      inode.bytes = overwritten(inode.bytes, offset, bytes);
    },
    async truncate(size) {
      await step();
      inode.bytes = Buffer.from(inode.bytes.subarray(0, size));
      inode.pending.push({ kind: 'truncate', size });
    },
    async sync() {
      await step();
      if (isNextSyncBad) {
        isNextSyncBad = false;
        // As a kernel does: the pages count as clean now, though they never reached the disk.
        inode.pending = [];
        throw new Error('EIO: the simulated disk could not sync');
      }
      for (const change of inode.pending) {
        inode.durable =
          change.kind === 'write'
            ? overwritten(inode.durable, change.offset, change.bytes)
            : Buffer.from(inode.durable.subarray(0, change.size));
      }
      inode.pending = [];
    },
    async close() {
      await Promise.resolve();
    },
  });

  const files: WalFiles = {
    async makeFolder() {
      await step();
    },
    async list(path) {
      await step();
      return [...names.keys()]
        .filter((name) => dirname(name) === path)
        .map((name) => name.slice(path.length + 1))
        .sort();
    },
    async create(path) {
      await step();
      if (names.has(path)) throw new Error(`EEXIST: ${path}`);
      const inode: Inode = { bytes: Buffer.alloc(0), durable: Buffer.alloc(0), pending: [] };
      names.set(path, inode);
      return fileOf(inode);
    },
    async open(path) {
      await step();
      return fileOf(inodeOf(path));
    },
    async read(path) {
      await step();
      return names.get(path)?.bytes;
    },
    async link(from, to) {
      await step();
      if (names.has(to)) return 'exists';
      names.set(to, inodeOf(from));
      return 'created';
    },
    async rename(from, to) {
      await step();
      names.set(to, inodeOf(from));
      names.delete(from);
    },
    async remove(path) {
      await step();
      names.delete(path);
    },
    async syncFolder(path) {
      await step();
      const inFolder = (name: string): boolean => dirname(name) === path;
      for (const name of [...durableNames.keys()].filter(inFolder)) {
        if (!names.has(name)) durableNames.delete(name);
      }
      for (const [name, inode] of names) if (inFolder(name)) durableNames.set(name, inode);
    },
  };

  return {
    files,
    failAfter(operations) {
      operationsLeft = operations;
    },
    hasPower: () => operationsLeft > 0,
    failNextSync() {
      isNextSyncBad = true;
    },
    crash(chance) {
      const after = new Map<string, Inode>();
      for (const name of new Set([...durableNames.keys(), ...names.keys()])) {
        const [before, now] = [durableNames.get(name), names.get(name)];
        // An unsynced change of a name happened, or it did not.
        const inode = before === now || chance(2) === 0 ? before : now;
        if (inode !== undefined) after.set(name, inode);
      }
      for (const inode of new Set(after.values())) settle(inode, chance);
      names = after;
      durableNames = new Map(after);
      operationsLeft = Number.POSITIVE_INFINITY;
      isNextSyncBad = false;
    },
  };
}

/** Every sector of every pending write reached the disk, or did not, or (rarely) holds garbage. */
function settle(inode: Inode, chance: Chance): void {
  for (const change of inode.pending) {
    if (change.kind === 'truncate') {
      if (chance(2) === 0) inode.durable = Buffer.from(inode.durable.subarray(0, change.size));
      continue;
    }
    const { offset, bytes } = change;
    for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
      const fate = chance(8);
      if (fate < 3) continue;
      const sector = Buffer.from(bytes.subarray(at, at + SECTOR_BYTES));
      const isNew = offset + at >= inode.durable.length;
      if (fate === 7 && isNew) sector.fill(chance(256), chance(sector.length));
      inode.durable = overwritten(inode.durable, offset + at, sector);
    }
  }
  inode.pending = [];
  inode.bytes = Buffer.from(inode.durable);
}

/** `bytes` written over `before`; a hole in between reads as zeros. */
function overwritten(before: Buffer, offset: number, bytes: Buffer): Buffer {
  const after = Buffer.alloc(Math.max(before.length, offset + bytes.length));
  before.copy(after);
  bytes.copy(after, offset);
  return after;
}
