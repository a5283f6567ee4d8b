import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedLog, type EmbeddedLog, type EventLog } from '@assay/bus';
import { createLocalStore, hostDisk, localStagingFolder, type ObjectStore } from '@assay/storage';
import type { Failpoint } from '@assay/telemetry';
import { onTestFinished } from 'vitest';
import {
  createGoldReader,
  createGoldWriter,
  type EngineGoldOptions,
  type GoldReader,
  type GoldWriter,
  type GoldWriterOptions,
} from '../../src/index.js';

/** A lake and an embedded log in a folder that goes with the test. */
export interface Scene {
  readonly root: string;
  readonly store: ObjectStore;
  readonly log: EmbeddedLog;
  /** Over the `levels` log unless told. It is stopped with the test. */
  writer(options?: Partial<GoldWriterOptions>): GoldWriter;
  reader(): GoldReader;
  engine(options?: { readonly failpoint?: Failpoint }): EngineGoldOptions;
  /** Appends JSON to `levels.signals`. */
  append(payload: unknown, headers?: Readonly<Record<string, string>>): Promise<bigint>;
}

/** Nothing depends on syncing within one process. */
const UNSYNCED = {
  ...hostDisk,
  syncFile: async () => undefined,
  syncFolder: async () => undefined,
};

export function localLake(root: string): ObjectStore {
  return createLocalStore({ root, disk: UNSYNCED });
}

export async function createScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'gold-'));
  const root = join(folder, 'lake');
  const store = localLake(root);
  const log = await openEmbeddedLog({ root: join(folder, 'wal') });
  const writers: GoldWriter[] = [];
  const readers: GoldReader[] = [];
  onTestFinished(async () => {
    await Promise.allSettled(writers.map((writer) => writer.stop()));
    await Promise.all(readers.map((reader) => reader.close()));
    await log.close();
    await rm(folder, { recursive: true, force: true });
  });
  const stagingFolder = localStagingFolder(root);
  return {
    ...{ root, store, log },
    writer: (options = {}) => {
      const levels: EventLog = log.levels;
      const writer = createGoldWriter({
        log: levels,
        store,
        shard: 'levels',
        stagingFolder,
        ...options,
      });
      writers.push(writer);
      return writer;
    },
    reader: () => {
      const reader = createGoldReader({ store });
      readers.push(reader);
      return reader;
    },
    engine: (options = {}) => ({
      ...{ store, shard: 'signals-SPY', underlying: 'SPY', fingerprint: 'engine-1', stagingFolder },
      ...options,
    }),
    append: (payload, headers = {}) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      return log.append({ subject: 'levels.signals', headers, bytes: Buffer.from(text, 'utf8') });
    },
  };
}

/** Rows of a table as plain objects. */
export function objectsOf(table: {
  toArray(): { toJSON(): unknown }[];
}): Record<string, unknown>[] {
  return table.toArray().map((row) => ({ ...(row.toJSON() as object) }));
}
