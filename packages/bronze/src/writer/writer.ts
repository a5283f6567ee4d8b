import { BusError } from '@assay/bus';
import { LedgerError, type OrdinalRange, type RunLookup } from '@assay/ledger';
import { createFramer, type Framer } from '@assay/query';
import { createDatasetRegistry, type AnyRow, type Dataset } from '@assay/schemas';
import { nullLogger, nullMetrics, systemClock, type Clock, type Logger } from '@assay/telemetry';
import type { Batch } from '../batch/batch.js';
import { Intake, type BatchCloseReason } from '../batch/intake.js';
import { CommitWaiters } from './commit-waiters.js';
import { endOfLog } from './end-of-log.js';
import { BronzeError } from '../errors.js';
import { configFingerprint, decodeFingerprint } from '../fingerprints.js';
import { guardLineage } from './guard-lineage.js';
import { passDeletedTail } from './pass-deleted-tail.js';
import { readLog } from './read-log.js';
import { rowMessages } from './row-messages.js';
import { ShardSession, type BatchFingerprints } from './shard-session.js';
import { createWriterMetrics, type WriterMetrics } from './writer-metrics.js';
import { DEFAULT_LIMITS, type BatchLimits, type BronzeWriterOptions } from './writer-options.js';

/** What a writer has stored since it started. */
export interface WriterTotals {
  /** The last sequence that is stored for good; undefined before the shard is claimed. */
  readonly committedTo: bigint | undefined;
  readonly epoch: number | undefined;
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
  readonly batches: number;
}

/** Where a writer stands. */
export interface BronzeStatus extends WriterTotals {
  readonly committedTo: bigint;
  readonly epoch: number;
}

/** The exactly-once writer of one shard. Make it with `createBronzeWriter`. */
export interface BronzeWriter extends RunLookup, AsyncDisposable {
  /**
   * Claims the shard, finishes an unfinished batch, and begins to store what the log holds. A writer
   * lives once: after a failure or `stop`, make a new one.
   */
  start(): Promise<void>;
  /**
   * Stores everything the log holds by now, then lets go of the shard. Rejects with what the writer
   * failed of, if it did; everything is closed by then all the same, and the log keeps what is not
   * stored. Close the log after this, not before.
   */
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
  /** The same at any time, also before the start and after a failure. */
  totals(): WriterTotals;
  /** Resolves when the writer has stopped, rejects when it failed. */
  readonly done: Promise<void>;
}

/** How often a running writer compares the log with what it has stored of it. */
const LINEAGE_CHECK_SECONDS = 30;

/** Endings of a reading after which the log may no longer hold what it has given. */
const LOST_BY_THE_LOG: ReadonlySet<string> = new Set([
  'LINEAGE_CHANGED',
  'LOG_DELETED',
  'LOG_REPLACED',
  'LOG_REWOUND',
]);

/** Makes the writer of one shard; nothing happens before `start`. */
export function createBronzeWriter(options: BronzeWriterOptions): BronzeWriter {
  return new Writer(options);
}

class Writer implements BronzeWriter {
  readonly done: Promise<void>;
  private readonly options: BronzeWriterOptions;
  private readonly limits: BatchLimits;
  private readonly framer: Framer;
  private readonly fingerprints: BatchFingerprints;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly metrics: WriterMetrics;
  private readonly abort = new AbortController();
  private readonly waiters = new CommitWaiters();
  private readonly settle: { resolve: () => void; reject: (error: unknown) => void };
  private session: ShardSession | undefined;
  private intake: Intake | undefined;
  private opening: Promise<void> | undefined;
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;
  /** Settles when both loops have ended and everything is closed. */
  private running: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  private counts = { events: 0, rows: 0, deadLetters: 0, batches: 0 };

  constructor(options: BronzeWriterOptions) {
    const { registry = createDatasetRegistry(), metrics = nullMetrics, shard } = options;
    const { clock = systemClock, logger = nullLogger } = options;
    this.options = options;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.framer = createFramer(registry);
    this.fingerprints = {
      decode: decodeFingerprint(registry),
      config: configFingerprint(this.limits),
    };
    this.clock = clock;
    this.logger = logger;
    this.metrics = createWriterMetrics(metrics, shard, clock);
    let settle: Writer['settle'] | undefined;
    this.done = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.settle = settle as Writer['settle'];
    // A caller that does not watch `done` still sees the failure from its next call.
    this.done.catch(() => undefined);
  }

  start(): Promise<void> {
    this.starting ??= this.begin();
    return this.starting;
  }

  recoverAll(): Promise<void> {
    this.opening ??= this.open();
    return this.opening;
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
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
    const session = this.opened();
    const lastSequence = await endOfLog(this.options.log, this.clock);
    if (session.state.committedTo >= lastSequence) {
      return;
    }
    if (this.intake === undefined) {
      throw new BronzeError('NOT_RUNNING', 'the Bronze writer only recovers: call start() first');
    }
    const { intake, clock, logger } = this;
    const { log, shard } = this.options;
    const { created } = session.state;
    const over = new AbortController();
    const committed = this.waiters.wait(lastSequence).finally(() => over.abort());
    intake.drain(lastSequence);
    const parts = { log, created, intake, shard, clock, logger, signal: over.signal };
    await Promise.all([committed, passDeletedTail(parts, lastSequence)]);
  }

  status(): BronzeStatus {
    const { committedTo, epoch } = this.opened().state;
    return { committedTo, epoch, ...this.counts };
  }

  totals(): WriterTotals {
    const state = this.session?.claimedState;
    return { committedTo: state?.committedTo, epoch: state?.epoch, ...this.counts };
  }

  lastOfRun(run: string): bigint | undefined {
    return this.opened().state.lastOfRun(run);
  }

  storedOfRun(run: string): readonly OrdinalRange[] {
    return this.opened().state.storedOfRun(run);
  }

  private async begin(): Promise<void> {
    await this.recoverAll();
    const { committedTo, missing } = this.opened().state;
    const from = committedTo + 1n;
    const intake = new Intake(this.framer, from, this.limits, this.clock);
    if (missing !== undefined) {
      intake.declareMissing(missing.to, missing.reason);
    }
    this.intake = intake;
    this.running = this.run(intake, missing === undefined ? from : missing.to + 1n);
    this.logger.info('bronze writer started', { shard: this.options.shard, from });
  }

  private async open(): Promise<void> {
    if (this.stopping !== undefined) {
      throw new BronzeError('NOT_RUNNING', 'the Bronze writer was stopped: make a new one');
    }
    try {
      this.session = await ShardSession.open(this.options, this.framer, this.fingerprints);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    await this.release(this.session.state.committedTo);
  }

  private async run(intake: Intake, from: bigint): Promise<void> {
    const fail = (error: unknown) => {
      this.fail(error);
    };
    const storeAndFail = async (error: unknown) => {
      await this.storeReadAhead(intake, error);
      fail(error);
    };
    const { log, shard } = this.options;
    const { signal } = this.abort;
    const session = this.opened();
    const reading = readLog({ log, session, intake, from, shard, signal }).catch(storeAndFail);
    const flushing = this.flushFrom(intake).catch(fail);
    const guarding = this.guard(intake).catch(storeAndFail);
    await Promise.all([reading, flushing, guarding]);
    await this.session?.close().catch(fail);
  }

  private async end(): Promise<void> {
    // Whoever called start() is told by it; here its failure is found in `failure`.
    await Promise.allSettled([this.opening, this.starting]);
    if (this.intake !== undefined && this.failure === undefined) {
      await this.flushAll().catch((error: unknown) => {
        this.fail(error);
      });
    }
    this.intake?.end();
    this.abort.abort();
    await this.running;
    await this.session?.close();
    this.waiters.end(new BronzeError('NOT_RUNNING', 'the Bronze writer was stopped'));
    if (this.failure !== undefined) {
      throw this.failure.error;
    }
    this.settle.resolve();
  }

  /**
   * What a log has given and lost since is held here alone: it is stored before the writer ends, and a
   * session after it begins the epoch of what the log holds now.
   */
  private async storeReadAhead(intake: Intake, error: unknown): Promise<void> {
    const isKnown = error instanceof BusError || error instanceof LedgerError;
    const isLost = isKnown && LOST_BY_THE_LOG.has(error.code);
    const { committedTo } = this.totals();
    if (!isLost || committedTo === undefined || intake.readTo <= committedTo) {
      return;
    }
    const stored = this.waiters.wait(intake.readTo);
    intake.drain(intake.readTo);
    // A flush that fails ends the writer itself.
    await stored.catch(() => undefined);
  }

  private async guard(intake: Intake): Promise<void> {
    const { lineageCheckSeconds = LINEAGE_CHECK_SECONDS, shard } = this.options;
    const { signal } = this.abort;
    const { clock, logger } = this;
    const check = () => this.opened().checkLineage(intake.lastRead());
    await guardLineage({ check, everySeconds: lineageCheckSeconds, shard, clock, logger, signal });
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
    const { built, commit } = await this.opened().store(batch, reason);
    finish(batch, built, reason);
    const { from, to, gaps, events, rows, deadLetterCount } = batch;
    await this.release(to);
    this.counts.events += events;
    this.counts.rows += rows;
    this.counts.deadLetters += deadLetterCount;
    this.counts.batches += 1;
    if (gaps.length > 0) {
      this.logger.warn('the log lacked messages: declared as gaps', { from, to, gaps });
    }
    this.logger.debug('batch committed', { from, to, rows, reason });
    this.options.onCommit?.(commit);
    this.waiters.committed(to);
  }

  /** What is committed is safe: a log that cannot let go of it now costs room, not events. */
  private async release(committedTo: bigint): Promise<void> {
    try {
      await this.options.log.release(committedTo);
    } catch (error) {
      this.metrics.releaseFailed();
      this.logger.warn('the event log did not let go of what is stored', {
        shard: this.options.shard,
        committedTo,
        error,
      });
    }
  }

  private fail(error: unknown): void {
    if (this.failure !== undefined) {
      return;
    }
    this.failure = { error };
    this.logger.error('bronze writer failed', { shard: this.options.shard, error });
    this.abort.abort();
    this.intake?.end();
    this.waiters.end(error);
    this.settle.reject(error);
  }

  private opened(): ShardSession {
    if (this.failure !== undefined) {
      const cause = this.failure.error;
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new BronzeError('NOT_RUNNING', `the Bronze writer has failed: ${words}`, { cause });
    }
    if (this.session === undefined) {
      const words = 'the Bronze writer is not started: call start() first';
      throw new BronzeError('NOT_RUNNING', words);
    }
    return this.session;
  }
}
