import { nullLogger, nullMetrics, systemClock, type Clock, type Logger } from '@assay/telemetry';
import { PAYLOAD_DEFAULTS, type AnyRow, type Dataset } from '@assay/schemas';
import { Intake, type ClosedBatch } from '../batch/intake.js';
import { GoldError } from '../errors.js';
import { CommitWaiters } from './commit-waiters.js';
import type { GoldTotals, GoldWriter } from './gold-writer.js';
import { payloadMessage, rowsMessage } from './outgoing.js';
import { guardLineage, passDeletedTail, readLog, type LogReading } from './read-log.js';
import { ShardSession } from './shard-session.js';
import { createWriterMetrics, type WriterMetrics } from './writer-metrics.js';
import { DEFAULT_WRITER_LIMITS, type GoldWriterOptions } from './writer-options.js';

/** How often a running writer compares the log with what it has stored of it. */
const LINEAGE_CHECK_SECONDS = 30;

/** Makes the writer of one shard; nothing happens before `start`. */
export function createGoldWriter(options: GoldWriterOptions): GoldWriter {
  return new Writer(options);
}

class Writer implements GoldWriter {
  readonly done: Promise<void>;
  private readonly options: GoldWriterOptions;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly metrics: WriterMetrics;
  private readonly abort = new AbortController();
  private readonly waiters = new CommitWaiters();
  private readonly settle: { resolve: () => void; reject: (error: unknown) => void };
  private session: ShardSession | undefined;
  private reading: LogReading | undefined;
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;
  /** Settles when the loops have ended and everything is closed. */
  private running: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | undefined;
  private counts = { rows: 0, deadLetters: 0, repeats: 0, ownPublications: 0, batches: 0 };

  constructor(options: GoldWriterOptions) {
    const { clock = systemClock, logger = nullLogger, metrics = nullMetrics, shard } = options;
    this.options = options;
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

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async writeLevelSignals(payload: object | string): Promise<bigint> {
    const { latenessNs = PAYLOAD_DEFAULTS.latenessNs, log } = this.options;
    return log.append(payloadMessage(payload, { latenessNs }));
  }

  async write(dataset: Dataset, rows: readonly AnyRow[]): Promise<bigint> {
    return this.options.log.append(rowsMessage(dataset, rows));
  }

  async flushAll(): Promise<void> {
    const { session, reading } = this.opened();
    const { lastSequence } = await this.options.log.state();
    if (session.state.committedTo >= lastSequence) {
      return;
    }
    const over = new AbortController();
    const committed = this.waiters.wait(lastSequence).finally(() => over.abort());
    reading.intake.drain(lastSequence);
    await Promise.all([committed, passDeletedTail(reading, lastSequence, over.signal)]);
  }

  totals(): GoldTotals {
    const state = this.reading === undefined ? undefined : this.session?.state;
    return { committedTo: state?.committedTo, epoch: state?.epoch, ...this.counts };
  }

  private async begin(): Promise<void> {
    if (this.stopping !== undefined) {
      throw new GoldError('NOT_RUNNING', 'the Gold writer was stopped: make a new one');
    }
    const { log, shard, limits } = this.options;
    const { clock, logger } = this;
    try {
      this.session = await ShardSession.open(this.options);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    const { session } = this;
    const { committedTo, missing } = session.state;
    const from = committedTo + 1n;
    const all = { ...DEFAULT_WRITER_LIMITS, ...limits };
    const intake = new Intake((first) => session.batchFrom(first), from, all, clock);
    if (missing !== undefined) {
      intake.declareMissing(missing.to, missing.reason);
    }
    this.reading = { log, session, intake, shard, clock, logger, signal: this.abort.signal };
    this.running = this.run(this.reading, intake.readTo + 1n);
    logger.info('gold writer started', { shard, from });
  }

  private async run(reading: LogReading, from: bigint): Promise<void> {
    const fail = (error: unknown) => {
      this.fail(error);
    };
    const { lineageCheckSeconds = LINEAGE_CHECK_SECONDS } = this.options;
    await Promise.all([
      readLog(reading, from).catch(fail),
      this.flushFrom(reading).catch(fail),
      guardLineage(reading, lineageCheckSeconds).catch(fail),
    ]);
    await reading.session.close().catch(fail);
  }

  private async end(): Promise<void> {
    // Whoever called start() is told by it; here its failure is found in `failure`.
    await Promise.allSettled([this.starting]);
    if (this.reading !== undefined && this.failure === undefined) {
      await this.flushAll().catch((error: unknown) => {
        this.fail(error);
      });
    }
    this.reading?.intake.end();
    this.abort.abort();
    await this.running;
    this.waiters.end(new GoldError('NOT_RUNNING', 'the Gold writer was stopped'));
    if (this.failure !== undefined) {
      throw this.failure.error;
    }
    this.settle.resolve();
  }

  private async flushFrom({ intake, session }: LogReading): Promise<void> {
    for (let closed = await intake.next(); closed !== undefined; closed = await intake.next()) {
      await this.commit(session, closed);
    }
  }

  private async commit(session: ShardSession, { batch, reason }: ClosedBatch): Promise<void> {
    const finish = this.metrics.flushStarted();
    const { settled, commit } = await session.store(batch, reason);
    finish(settled, reason);
    await this.release(settled.to);
    const own = batch.messages.filter(({ skipped }) => skipped === 'own-publication').length;
    this.counts.rows += settled.rows;
    this.counts.deadLetters += settled.deadLetters.positions.length;
    this.counts.repeats += settled.repeats;
    this.counts.ownPublications += own;
    this.counts.batches += 1;
    const { from, to, rows, repeats } = settled;
    if (batch.gaps.length > 0) {
      this.logger.warn('the log lacked messages: declared as gaps', { from, to, gaps: batch.gaps });
    }
    this.logger.debug('batch committed', { from, to, rows, repeats, own, reason });
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
        ...{ shard: this.options.shard, committedTo, error },
      });
    }
  }

  private fail(error: unknown): void {
    if (this.failure !== undefined) {
      return;
    }
    this.failure = { error };
    this.logger.error('gold writer failed', { shard: this.options.shard, error });
    this.abort.abort();
    this.reading?.intake.end();
    this.waiters.end(error);
    this.settle.reject(error);
  }

  private opened(): { readonly session: ShardSession; readonly reading: LogReading } {
    if (this.failure !== undefined) {
      const cause = this.failure.error;
      const words = cause instanceof Error ? cause.message : String(cause);
      throw new GoldError('NOT_RUNNING', `the Gold writer has failed: ${words}`, { cause });
    }
    const { session, reading } = this;
    if (session === undefined || reading === undefined) {
      throw new GoldError('NOT_RUNNING', 'the Gold writer is not started: call start() first');
    }
    return { session, reading };
  }
}
