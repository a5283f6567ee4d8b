import {
  openCommitSession,
  type BuiltBatch,
  type CommitSession,
  type UnfinishedBatch,
} from '@assay/ledger';
import { createFramer, openQuerySession, type Framer, type QuerySession } from '@assay/query';
import { createDatasetRegistry, type AnyRow, type Dataset } from '@assay/schemas';
import { createStaging, type Staging } from '@assay/storage';
import {
  noFailpoint,
  nullLogger,
  nullMetrics,
  systemClock,
  systemRandomness,
} from '@assay/telemetry';
import { Batch } from './batch/batch.js';
import { Intake, type BatchCloseReason } from './batch/intake.js';
import { BronzeError } from './errors.js';
import { buildFiles } from './files/build-files.js';
import { inspectFile } from './files/inspect-file.js';
import { configFingerprint, decodeFingerprint } from './fingerprints.js';
import { rowMessages } from './row-messages.js';
import { createWriterMetrics, type WriterMetrics } from './writer-metrics.js';
import { DEFAULT_LIMITS, type BatchLimits, type BronzeWriterOptions } from './writer-options.js';

/** Where a writer stands. */
export interface BronzeStatus {
  /** The last sequence that is stored for good. */
  readonly committedTo: bigint;
  readonly epoch: number;
  /** Since this writer started. */
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
  readonly batches: number;
}

/** The exactly-once writer of one shard. Make it with `createBronzeWriter`. */
export interface BronzeWriter extends AsyncDisposable {
  /** Claims the shard, finishes an unfinished batch, and begins to store what the log holds. */
  start(): Promise<void>;
  /** Stores everything the log holds by now, then lets go of the shard. */
  stop(): Promise<void>;
  /** Finishes what an earlier writer left unfinished, without reading on. */
  recoverAll(): Promise<void>;
  /** Appends rows to the log; resolves with the sequences of their messages once they are durable. */
  write(dataset: Dataset, rows: readonly AnyRow[]): Promise<bigint[]>;
  /**
   * Resolves once everything of the dataset that the log holds by now is committed. A shard is stored
   * in log order, so this commits the other datasets' events before them as well.
   */
  flush(dataset: Dataset): Promise<void>;
  flushAll(): Promise<void>;
  status(): BronzeStatus;
  /** The highest ordinal stored of a producer's run, so that an interrupted producer can go on. */
  lastOfRun(run: string): bigint | undefined;
  /** Resolves when the writer has stopped, rejects when it failed. */
  readonly done: Promise<void>;
}

/** Makes the writer of one shard; nothing happens before `start`. */
export function createBronzeWriter(options: BronzeWriterOptions): BronzeWriter {
  return new Writer(options);
}

interface Waiter {
  readonly sequence: bigint;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class Writer implements BronzeWriter {
  readonly done: Promise<void>;
  private readonly options: BronzeWriterOptions;
  private readonly limits: BatchLimits;
  private readonly framer: Framer;
  private readonly metrics: WriterMetrics;
  private readonly abort = new AbortController();
  private readonly decode: string;
  private query: QuerySession | undefined;
  private staging: Staging | undefined;
  private session: CommitSession | undefined;
  private intake: Intake | undefined;
  private loops: Promise<unknown> = Promise.resolve();
  private waiters: Waiter[] = [];
  private failure: unknown;
  private settle: { resolve: () => void; reject: (error: unknown) => void };
  private counts = { events: 0, rows: 0, deadLetters: 0, batches: 0 };

  constructor(options: BronzeWriterOptions) {
    const registry = options.registry ?? createDatasetRegistry();
    this.options = options;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.framer = createFramer(registry);
    this.decode = decodeFingerprint(registry);
    this.metrics = createWriterMetrics(options.metrics ?? nullMetrics, options.shard);
    let settle: Writer['settle'] | undefined;
    this.done = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.settle = settle as Writer['settle'];
    // A caller that does not watch `done` still sees the failure from its next call.
    this.done.catch(() => undefined);
  }

  async start(): Promise<void> {
    await this.recoverAll();
    const session = this.running();
    const { clock = systemClock } = this.options;
    const from = session.state.committedTo + 1n;
    const intake = new Intake(this.framer, from, this.limits, clock);
    this.intake = intake;
    this.loops = Promise.all([this.readInto(intake, from), this.flushFrom(intake)]).catch(
      (error: unknown) => {
        this.fail(error);
      },
    );
    this.logger.info('bronze writer started', { shard: this.options.shard, from });
  }

  async recoverAll(): Promise<void> {
    if (this.session !== undefined) {
      return;
    }
    const { store, shard, log, stagingFolder, randomness = systemRandomness } = this.options;
    const writer = randomness.hex(8);
    this.query = await openQuerySession(this.options.query);
    this.staging = createStaging({ folder: stagingFolder, owner: `bronze-${shard}`, randomness });
    this.session = await openCommitSession({
      store,
      tier: 'bronze',
      shard,
      writer,
      log: () => log.state(),
      rebuild: (unfinished) => this.rebuild(unfinished),
      inspectFile: (path) => inspectFile(this.engine(), path),
      logger: this.logger,
      failpoint: this.options.failpoint ?? noFailpoint,
    });
    await this.staging.clear();
    await log.release(this.session.state.committedTo);
  }

  async stop(): Promise<void> {
    if (this.intake !== undefined && this.failure === undefined) {
      await this.flushAll();
    }
    this.intake?.end();
    this.abort.abort();
    await this.loops;
    await this.close();
    if (this.failure === undefined) {
      this.settle.resolve();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async write(dataset: Dataset, rows: readonly AnyRow[]): Promise<bigint[]> {
    const messages = rowMessages(dataset, rows);
    return Promise.all(messages.map((message) => this.options.log.append(message)));
  }

  async flush(dataset: Dataset): Promise<void> {
    if (dataset.subject === undefined) {
      throw new BronzeError('BAD_REQUEST', `${dataset.id}: expected a dataset of the log`);
    }
    await this.flushAll();
  }

  async flushAll(): Promise<void> {
    const { lastSequence } = await this.options.log.state();
    if (this.running().state.committedTo >= lastSequence) {
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.waiters.push({ sequence: lastSequence, resolve, reject });
      this.intake?.drain(lastSequence);
    });
  }

  status(): BronzeStatus {
    const { committedTo, epoch } = this.running().state;
    return { committedTo, epoch, ...this.counts };
  }

  lastOfRun(run: string): bigint | undefined {
    return this.running().state.lastOfRun(run);
  }

  private async readInto(intake: Intake, from: bigint): Promise<void> {
    const { signal } = this.abort;
    for await (const group of this.options.log.read(from, { follow: true, signal })) {
      for (const message of group) {
        // Awaiting every message would cost more than framing it.
        if (intake.isFull) {
          await intake.roomOrEnd();
        }
        intake.put(message);
      }
    }
  }

  private async flushFrom(intake: Intake): Promise<void> {
    for (;;) {
      const closed = await intake.next();
      if (closed === undefined) {
        return;
      }
      await this.commit(closed.batch, closed.reason);
    }
  }

  private async commit(batch: Batch, reason: BatchCloseReason): Promise<void> {
    const finish = this.metrics.flushStarted();
    const session = this.running();
    const built = await this.build(batch, reason, session.state.epoch);
    const commit = await session.commitBatch(built);
    for (const file of built.files) {
      await this.staging?.discard(file.path);
    }
    await this.options.log.release(batch.to);
    this.counts.events += batch.events;
    this.counts.rows += batch.rows;
    this.counts.deadLetters += batch.deadLetterCount;
    this.counts.batches += 1;
    finish(batch, built, reason);
    this.options.onCommit?.(commit);
    this.logger.debug('batch committed', {
      from: batch.from,
      to: batch.to,
      rows: batch.rows,
      reason,
    });
    this.resolveWaiters(batch.to);
  }

  private async build(
    batch: Batch,
    closeReason: BuiltBatch['closeReason'],
    epoch: number,
  ): Promise<BuiltBatch> {
    const { shard } = this.options;
    return {
      from: batch.from,
      to: batch.to,
      delivered: batch.messages,
      events: batch.events,
      rows: batch.rows,
      deadLetters: batch.deadLetterCount,
      gaps: batch.gaps,
      files: await buildFiles(
        { session: this.engine(), staging: this.scratch(), shard, epoch },
        batch,
      ),
      closeReason,
      last: batch.lastMessage(),
      runs: [...batch.runs].map(([run, last]) => ({ run, last })),
      decodeFingerprint: this.decode,
      configFingerprint: configFingerprint(this.limits),
    };
  }

  /** The batch of an unfinished intent, read from the log once more. */
  private async rebuild({ from, to, epoch }: UnfinishedBatch): Promise<BuiltBatch> {
    const batch = new Batch(this.framer, from);
    for await (const group of this.options.log.read(from)) {
      for (const message of group.filter(({ sequence }) => sequence <= to)) {
        batch.add(message);
      }
      if (batch.to >= to) {
        break;
      }
    }
    return this.build(batch, 'recovery', epoch);
  }

  private resolveWaiters(committedTo: bigint): void {
    const ready = this.waiters.filter((waiter) => waiter.sequence <= committedTo);
    this.waiters = this.waiters.filter((waiter) => waiter.sequence > committedTo);
    for (const waiter of ready) {
      waiter.resolve();
    }
  }

  private fail(error: unknown): void {
    this.failure = error;
    this.logger.error('bronze writer failed', { shard: this.options.shard, error });
    this.abort.abort();
    this.intake?.end();
    for (const waiter of this.waiters) {
      waiter.reject(error);
    }
    this.waiters = [];
    this.settle.reject(error);
  }

  private async close(): Promise<void> {
    await this.session?.close();
    await this.staging?.close();
    this.query?.close();
  }

  private running(): CommitSession {
    if (this.failure !== undefined) {
      throw new BronzeError('NOT_RUNNING', 'the Bronze writer has failed', { cause: this.failure });
    }
    return this.session ?? notStarted();
  }

  private engine(): QuerySession {
    return this.query ?? notStarted();
  }

  private scratch(): Staging {
    return this.staging ?? notStarted();
  }

  private get logger() {
    return this.options.logger ?? nullLogger;
  }
}

function notStarted(): never {
  throw new BronzeError('NOT_RUNNING', 'the Bronze writer is not started: call start() first');
}
