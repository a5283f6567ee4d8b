import type { EventLog } from '@assay/bus';
import {
  openCommitSession,
  type BuiltBatch,
  type CommitEntry,
  type CommitSession,
  type EmptyFile,
  type MessageMark,
  type SessionState,
  type UnfinishedBatch,
} from '@assay/ledger';
import type { Framer } from '@assay/query';
import { createDatasetRegistry, shardTag } from '@assay/schemas';
import { createStaging, type Staging } from '@assay/storage';
import { noFailpoint, nullLogger, systemRandomness } from '@assay/telemetry';
import { assertOwnLog } from './assert-own-log.js';
import type { Batch } from '../batch/batch.js';
import { readBatch } from '../batch/read-batch.js';
import { readChecks } from '../batch/read-checks.js';
import { BuildEngines } from '../files/build-engines.js';
import { buildFiles } from '../files/build-files.js';
import { buildEmptyFile } from '../files/empty-file.js';
import { inspectFile } from '../files/inspect-file.js';
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
      await assertOwnLog(options);
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

  /** Rejects with `LINEAGE_CHANGED` when the log is not the one any more that is stored here. */
  async checkLineage(lastRead?: MessageMark): Promise<void> {
    await this.claimed().checkLineage(lastRead);
  }

  /** Builds the files of a closed batch, publishes and commits them. */
  async store(
    batch: Batch,
    reason: BuiltBatch['closeReason'],
  ): Promise<{ readonly built: BuiltBatch; readonly commit: CommitEntry }> {
    const built = await this.build(batch, reason, { epoch: this.state.epoch });
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
    const leftovers: EmptyFile[] = [];
    this.commits = await openCommitSession({
      store,
      tier: 'bronze',
      shard,
      writer: randomness.hex(8),
      log: () => log.state(),
      markAt: (sequence) => log.markAt(sequence),
      checksOf: (from, to) => readChecks(log, { from, to }),
      rebuild: async (unfinished) => {
        const built = await this.rebuild(log, unfinished);
        leftovers.push(...built.files);
        return built;
      },
      closeName: async (key) => {
        const { engines, staging } = this;
        const registry = this.options.registry ?? createDatasetRegistry();
        const file = await buildEmptyFile({ engines, staging, shard, registry }, key);
        leftovers.push(file);
        return file;
      },
      inspectFile: (path) => this.engines.use(0, (session) => inspectFile(session, path)),
      ...(clock === undefined ? {} : { clock }),
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
      ...(failpoint === undefined ? {} : { failpoint }),
    });
    await this.discard({ files: leftovers });
  }

  private async rebuild(log: EventLog, unfinished: UnfinishedBatch): Promise<BuiltBatch> {
    const batch = await readBatch(log, this.framer, unfinished);
    return this.build(batch, 'recovery', unfinished);
  }

  private async build(
    batch: Batch,
    closeReason: BuiltBatch['closeReason'],
    { epoch, recoveryFence }: Pick<UnfinishedBatch, 'epoch' | 'recoveryFence'>,
  ): Promise<BuiltBatch> {
    const { shard, failpoint = noFailpoint } = this.options;
    const { engines, staging } = this;
    await failpoint('bronze.before-build');
    const files = await buildFiles({ engines, staging, shard, epoch, recoveryFence }, batch);
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
      checks: batch.checks(),
      runs: batch.runProgress(),
      decodeFingerprint: this.fingerprints.decode,
      configFingerprint: this.fingerprints.config,
    };
  }

  /** The lake has its own name of each file by now. */
  private async discard({ files }: { readonly files: readonly EmptyFile[] }): Promise<void> {
    await Promise.all(files.map(({ path }) => this.staging.discard(path)));
  }

  private claimed(): CommitSession {
    if (this.commits === undefined) {
      throw new TypeError('expected a claimed shard, was none');
    }
    return this.commits;
  }
}
