import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedLog, type EmbeddedLog, type EmbeddedLogOptions } from '@assay/bus';
import type { ObjectStore } from '@assay/storage';
import { onTestFinished } from 'vitest';
import { createBronzeReader, createBronzeWriter } from '../../src/index.js';
import type { BronzeReader, BronzeWriter, BronzeWriterOptions } from '../../src/index.js';
import { localLake, type LakeMaker } from './test-lake.js';

/** A folder for one test, removed after it. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bronze-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An embedded log, a lake and what works on them; all closed and removed after the test. */
export interface Scene {
  /** A local lake's own folder. */
  readonly root: string;
  readonly stagingFolder: string;
  /** The lake's objects as files: a local lake's own folder, or a copy of what is in S3 now. */
  asFolder(): Promise<string>;
  readonly walRoot: string;
  readonly store: ObjectStore;
  readonly log: EmbeddedLog;
  /** Closes the log and opens it again, as another process would. */
  reopenLog(options?: Partial<EmbeddedLogOptions>): Promise<EmbeddedLog>;
  /** A writer over the log as it is now; stopped after the test, whatever became of it. */
  writer(options?: Partial<BronzeWriterOptions>): BronzeWriter;
  reader(): BronzeReader;
}

export async function createScene(makeLake: LakeMaker = localLake): Promise<Scene> {
  const folder = await scratchFolder();
  const { open, stagingFolder, asFolder } = makeLake(folder);
  const root = join(folder, 'lake');
  const walRoot = join(folder, 'wal');
  const store = await open();
  const writers: BronzeWriter[] = [];
  let log = await openEmbeddedLog({ root: walRoot });
  onTestFinished(async () => {
    // A test that let a writer fail has looked at that itself.
    await Promise.allSettled(writers.map((writer) => writer.stop()));
    await log.close();
  });
  return {
    root,
    walRoot,
    store,
    stagingFolder,
    asFolder,
    get log() {
      return log;
    },
    reopenLog: async (options) => {
      await log.close();
      log = await openEmbeddedLog({ root: walRoot, ...options });
      return log;
    },
    writer: (options) => {
      const writer = createBronzeWriter({
        log: log.market,
        store,
        shard: 'market',
        stagingFolder,
        ...options,
      });
      writers.push(writer);
      return writer;
    },
    reader: () => {
      const reader = createBronzeReader({ store });
      onTestFinished(() => reader.close());
      return reader;
    },
  };
}
