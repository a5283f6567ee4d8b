import type { EventLog } from '@assay/bus';
import {
  openCommitSession,
  type BuiltBatch,
  type CommitEntry,
  type CommitSession,
  type SessionState,
  type UnfinishedBatch,
} from '@assay/ledger';
import type { Framer } from '@assay/query';
import { shardTag } from '@assay/schemas';
import { createStaging, type Staging } from '@assay/storage';
import { noFailpoint, nullLogger, systemRandomness } from '@assay/telemetry';
import type { Batch } from './batch/batch.js';
import { readBatch } from './batch/read-batch.js';
import { BuildEngines } from './files/build-engines.js';
import { buildFiles } from './files/build-files.js';
import { inspectFile } from './files/inspect-file.js';
import { DEFAULT_LIMITS, type BronzeWriterOptions } from './writer-options.js';

/** What decides the content of a batch beside the log: recorded in every intent and commit. */
export interface BatchFingerprints {
  readonly decode: string;
  readonly config: string;
}

/**
 * A claimed shard with the tools to store batches in it: the commit log, the engine that writes Parquet
 * and the staging folder. `open` finishes what an earlier writer left unfinished.
 */
export class ShardSession {
  private readonly options: BronzeWriterOptions;
  private readonly framer: Framer;
  private readonly fingerprints: BatchFingerprints;
  private readonly staging: Staging;
  private readonly engines: BuildEngines;
  private commits: CommitSession | undefined;

  /** On failure nothing stays open. */
  static async open(
    options: BronzeWriterOptions,
    framer: Framer,
    fingerprints: BatchFingerprints,
  ): Promise<ShardSession> {
    const session = new ShardSession(options, framer, fingerprints);
    try {
      await session.staging.clear();
      await session.claim();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(
    options: BronzeWriterOptions,
    framer: Framer,
    fingerprints: BatchFingerprints,
  ) {
    const { shard, stagingFolder: folder, randomness, clock } = options;
    this.options = options;
    this.framer = framer;
    this.fingerprints = fingerprints;
    this.staging = createStaging({
      folder,
      owner: `bronze-${shardTag(shard)}`,
      ...(randomness === undefined ? {} : { randomness }),
      ...(clock === undefined ? {} : { clock }),
    });
    const { maxBytes } = { ...DEFAULT_LIMITS, ...options.limits };
    this.engines = new BuildEngines(options.query, maxBytes, this.staging.folder);
  }

  get state(): SessionState {
    return this.claimed().state;
  }

  /** Undefined until the shard is claimed. */
  get claimedState(): SessionState | undefined {
    return this.commits?.state;
  }

  /** Builds the files of a closed batch, publishes and commits them. */
  async store(
    batch: Batch,
    reason: BuiltBatch['closeReason'],
  ): Promise<{ readonly built: BuiltBatch; readonly commit: CommitEntry }> {
    const built = await this.build(batch, reason, this.state.epoch);
    const commit = await this.claimed().commitBatch(built);
    await this.discard(built);
    return { built, commit };
  }

  /** Closing twice is no error. What cannot be removed is cleared at the next start. */
  async close(): Promise<void> {
    await this.commits?.close();
    this.engines.close();
    try {
      await this.staging.close();
    } catch (error) {
      const { logger = nullLogger, shard } = this.options;
      logger.warn('staging folder left behind', { shard, error });
    }
  }

  private async claim(): Promise<void> {
    const { store, shard, log, clock, logger, metrics } = this.options;
    const { randomness = systemRandomness, failpoint } = this.options;
    let recovered: BuiltBatch | undefined;
    this.commits = await openCommitSession({
      store,
      tier: 'bronze',
      shard,
      writer: randomness.hex(8),
      log: () => log.state(),
      rebuild: async (unfinished) => {
        recovered = await this.rebuild(log, unfinished);
        return recovered;
      },
      inspectFile: (path) => this.engines.use(0, (session) => inspectFile(session, path)),
      ...(clock === undefined ? {} : { clock }),
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
      ...(failpoint === undefined ? {} : { failpoint }),
    });
    if (recovered !== undefined) {
      await this.discard(recovered);
    }
  }

  private async rebuild(log: EventLog, unfinished: UnfinishedBatch): Promise<BuiltBatch> {
    const batch = await readBatch(log, this.framer, unfinished);
    return this.build(batch, 'recovery', unfinished.epoch);
  }

  private async build(
    batch: Batch,
    closeReason: BuiltBatch['closeReason'],
    epoch: number,
  ): Promise<BuiltBatch> {
    const { shard, failpoint = noFailpoint } = this.options;
    const { engines, staging } = this;
    await failpoint('bronze.before-build');
    const files = await buildFiles({ engines, staging, shard, epoch }, batch);
    await failpoint('bronze.after-build');
    return {
      from: batch.from,
      to: batch.to,
      delivered: batch.messages,
      events: batch.events,
      rows: batch.rows,
      deadLetters: batch.deadLetterCount,
      gaps: batch.gaps,
      files,
      closeReason,
      last: batch.lastMessage(),
      runs: batch.runProgress(),
      decodeFingerprint: this.fingerprints.decode,
      configFingerprint: this.fingerprints.config,
    };
  }

  /** The lake has its own name of each file by now. */
  private async discard({ files }: BuiltBatch): Promise<void> {
    await Promise.all(files.map(({ path }) => this.staging.discard(path)));
  }

  private claimed(): CommitSession {
    if (this.commits === undefined) {
      throw new TypeError('expected a claimed shard, was none');
    }
    return this.commits;
  }
}
