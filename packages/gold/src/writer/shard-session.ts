import type { LogMessage } from '@assay/bus';
import {
  createPlaces,
  listShards,
  openCommitSession,
  openingState,
  type BuiltBatch,
  type CommitEntry,
  type CommitSession,
  type MessageMark,
  type SessionState,
  type UnfinishedBatch,
} from '@assay/ledger';
import { createFramer, SessionPool } from '@assay/query';
import {
  createDatasetRegistry,
  PAYLOAD_DEFAULTS,
  shardTag,
  type DatasetRegistry,
} from '@assay/schemas';
import { createStaging, type Staging } from '@assay/storage';
import { noFailpoint, nullLogger, systemClock, systemRandomness } from '@assay/telemetry';
import type { MessageDecoder } from '../batch/decode-message.js';
import { createKnownRows, type KnownRows } from '../batch/known-rows.js';
import { MessageBatch } from '../batch/message-batch.js';
import { readRange } from '../batch/read-range.js';
import { settleBatch, type SettledBatch } from '../batch/settle-batch.js';
import { GoldError } from '../errors.js';
import { buildFiles } from '../files/build-files.js';
import { buildEmptyFile } from '../files/empty-file.js';
import { inspectFile } from '../files/inspect-file.js';
import { configFingerprint, decodeFingerprint } from '../fingerprints.js';
import { createOwnEngines, type OwnEngines } from './own-publications.js';
import { DEFAULT_WRITER_LIMITS, type GoldWriterOptions } from './writer-options.js';

const MEMORY_BYTES = 256 * 1024 * 1024;

/** A claimed shard with the tools to store batches of messages in it. */
export class ShardSession {
  private readonly options: GoldWriterOptions;
  private readonly registry: DatasetRegistry;
  private readonly decoder: MessageDecoder;
  private readonly fingerprints: { readonly decode: string; readonly config: string };
  private readonly staging: Staging;
  private readonly engines: SessionPool;
  private readonly known: KnownRows;
  private readonly own: OwnEngines;
  private commits: CommitSession | undefined;

  /** Finishes what an earlier writer left unfinished. On failure nothing stays open. */
  static async open(options: GoldWriterOptions): Promise<ShardSession> {
    const session = new ShardSession(options);
    try {
      await assertOwnShard(options);
      await session.staging.clear();
      await session.claim();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(options: GoldWriterOptions) {
    const { shard, store, stagingFolder: folder, randomness, limits, query, openPlace } = options;
    const {
      clock = systemClock,
      logger = nullLogger,
      registry = createDatasetRegistry(),
    } = options;
    const { latenessNs = PAYLOAD_DEFAULTS.latenessNs } = options;
    this.options = options;
    this.registry = createDatasetRegistry(registry.all.filter(({ tier }) => tier === 'gold'));
    this.decoder = {
      registry: this.registry,
      framer: createFramer(this.registry),
      defaults: { latenessNs },
    };
    this.fingerprints = {
      decode: decodeFingerprint(this.registry.all, latenessNs),
      config: configFingerprint({ ...DEFAULT_WRITER_LIMITS, ...limits }),
    };
    this.staging = createStaging({
      ...{ folder, owner: `gold-${shardTag(shard)}`, clock },
      ...(randomness === undefined ? {} : { randomness }),
    });
    const spillFolder = this.staging.folder;
    this.engines = new SessionPool({
      threads: 1,
      memoryLimitBytes: MEMORY_BYTES,
      spillFolder,
      ...query,
    });
    const { engines } = this;
    this.known = createKnownRows({ store, places: createPlaces(openPlace), shard, engines });
    this.own = createOwnEngines({ store, clock, logger });
  }

  get state(): SessionState {
    return this.claimed().state;
  }

  /** A batch of the messages from `from` on. Ask `learn` of a message before it is added. */
  batchFrom(from: bigint): MessageBatch {
    return new MessageBatch(from, this.decoder, (message) =>
      this.own.isPublication(message) ? 'own-publication' : undefined,
    );
  }

  learn(message: LogMessage): Promise<void> {
    return this.own.learn(message);
  }

  /** Rejects with `LINEAGE_CHANGED` when the log is not the one any more that is stored here. */
  async checkLineage(lastRead?: MessageMark): Promise<void> {
    await this.claimed().checkLineage(lastRead);
  }

  /** Builds the files of a closed batch, publishes and commits them. */
  async store(
    batch: MessageBatch,
    reason: BuiltBatch['closeReason'],
  ): Promise<{ readonly settled: SettledBatch; readonly commit: CommitEntry }> {
    const settled = await settleBatch(batch, this.known);
    const built = await this.build(settled, reason, { epoch: this.state.epoch });
    const commit = await this.claimed().commitBatch(built);
    await this.options.failpoint?.('gold.after-commit');
    for (const [place, keys] of settled.keys) {
      this.known.add(place, keys);
    }
    await this.discard(built.files);
    return { settled, commit };
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
    const { store, shard, log, clock, logger, metrics, failpoint } = this.options;
    const { randomness = systemRandomness } = this.options;
    const { engines, staging, registry } = this;
    const leftovers: { readonly path: string }[] = [];
    this.commits = await openCommitSession({
      ...{ store, tier: 'gold', shard, writer: randomness.hex(8) },
      log: () => log.state(),
      markAt: (sequence) => log.markAt(sequence),
      rebuild: async (unfinished) => {
        const built = await this.rebuild(unfinished);
        leftovers.push(...built.files);
        return built;
      },
      closeName: async (key) => {
        const file = await buildEmptyFile({ engines, staging, shard, registry }, key);
        leftovers.push(file);
        return file;
      },
      inspectFile: (path) => engines.use((session) => inspectFile(session, path)),
      ...(clock === undefined ? {} : { clock }),
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
      ...(failpoint === undefined ? {} : { failpoint }),
    });
    await this.discard(leftovers);
  }

  /** Repeats are the same as then: what is committed has not changed since. */
  private async rebuild(unfinished: UnfinishedBatch): Promise<BuiltBatch> {
    const { from, to, created, exclude } = unfinished;
    const batch = this.batchFrom(from);
    const learn = (message: LogMessage) => this.learn(message);
    await readRange(this.options.log, batch, { to, created, learn });
    return this.build(await settleBatch(batch, this.known, exclude), 'recovery', unfinished);
  }

  private async build(
    settled: SettledBatch,
    closeReason: BuiltBatch['closeReason'],
    { epoch, recoveryFence }: Pick<UnfinishedBatch, 'epoch' | 'recoveryFence'>,
  ): Promise<BuiltBatch> {
    const { shard, failpoint = noFailpoint } = this.options;
    const { engines, staging } = this;
    const { from, to, delivered, gaps, last, runs, rows, places, deadLetters } = settled;
    const letters = deadLetters.positions.length;
    await failpoint('gold.before-build');
    const context = { engines, staging, shard, epoch, from, to, recoveryFence };
    const files = await buildFiles(context, places, deadLetters);
    await failpoint('gold.after-build');
    return {
      ...{ from, to, delivered, gaps, last, runs, rows, files, closeReason },
      ...{ events: rows + letters, deadLetters: letters },
      decodeFingerprint: this.fingerprints.decode,
      configFingerprint: this.fingerprints.config,
    };
  }

  /** The lake has its own name of each file by now. */
  private async discard(files: readonly { readonly path: string }[]): Promise<void> {
    await Promise.all(files.map(({ path }) => this.staging.discard(path)));
  }

  private claimed(): CommitSession {
    if (this.commits === undefined) {
      throw new TypeError('expected a claimed shard, was none');
    }
    return this.commits;
  }
}

/**
 * Refuses a log that this lake stores under another shard's name, and a shard that Bronze has, whose dead
 * letters would lie in the same folder. Throws `STORED_ELSEWHERE`.
 */
async function assertOwnShard(options: GoldWriterOptions): Promise<void> {
  const { store, shard: own, log, logger = nullLogger } = options;
  if ((await listShards({ store, tier: 'bronze' })).includes(own)) {
    throw new GoldError(
      'STORED_ELSEWHERE',
      `shard ${own}: expected a name of Gold's own, was one of Bronze's: give it another name`,
    );
  }
  const { stream, created } = await log.state();
  for (const shard of await listShards({ store, tier: 'gold' })) {
    if (shard === own) {
      continue;
    }
    const { state } = await openingState({ store, tier: 'gold', shard }, logger);
    const isPresent = state.epoch?.stream === stream && state.epoch.created === created;
    if (isPresent || state.left.some((line) => line.created === created)) {
      throw new GoldError(
        'STORED_ELSEWHERE',
        `shard ${own}: expected a log of its own, was "${stream}" made ${created}, which this lake ` +
          `stores as shard ${shard}: give the shard another log, or its name`,
      );
    }
  }
}
