import {
  afterFailure,
  createPauses,
  holdLease,
  type Lease,
  type NextMove,
  type OrdinalRange,
  type Pauses,
} from '@assay/ledger';
import {
  nullLogger,
  nullMetrics,
  pause,
  systemClock,
  systemRandomness,
  type Clock,
  type Logger,
} from '@assay/telemetry';
import { BronzeError } from '../errors.js';
import { createBronzeWriter, type BronzeWriter, type WriterTotals } from '../writer/writer.js';
import { createKeeperMetrics, type KeeperMetrics } from './keeper-metrics.js';
import type { KeeperStatus, ShardKeeper, ShardKeeperOptions, ShardRole } from './shard-keeper.js';
import { addTotals, NOTHING_STORED } from './totals.js';
import { waitForVacancy } from './wait-for-vacancy.js';

/** Before a new session over a log that has changed. */
const ANEW_MS = 1_000;

/** Makes the keeper of one shard; nothing happens before `start`. */
export function createShardKeeper(options: ShardKeeperOptions): ShardKeeper {
  return new Keeper(options);
}

class Keeper implements ShardKeeper {
  readonly done: Promise<void>;
  private readonly options: ShardKeeperOptions;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly metrics: KeeperMetrics;
  private readonly pauses: Pauses;
  private readonly stopped = new AbortController();
  private readonly settle: { resolve: () => void; reject: (error: unknown) => void };
  /** Of the writers that have ended. */
  private past: WriterTotals = NOTHING_STORED;
  private role: ShardRole = 'starting';
  private problem: string | undefined;
  private writer: BronzeWriter | undefined;
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;

  constructor(options: ShardKeeperOptions) {
    const { clock = systemClock, logger = nullLogger, metrics = nullMetrics, shard } = options;
    this.options = options;
    this.clock = clock;
    this.logger = logger;
    this.metrics = createKeeperMetrics(metrics, shard);
    this.pauses = createPauses(clock);
    let settle: Keeper['settle'] | undefined;
    this.done = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.settle = settle as Keeper['settle'];
    // A caller that does not watch `done` still sees the failure from `stop`.
    this.done.catch(() => undefined);
  }

  start(): Promise<void> {
    this.starting ??= new Promise((resolve, reject) => {
      this.keep(resolve).then(this.settle.resolve, (error: unknown) => {
        reject(error);
        this.settle.reject(error);
      });
    });
    return this.starting;
  }

  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async flushAll(): Promise<void> {
    await this.active().flushAll();
  }

  status(): KeeperStatus {
    const { writer, role, problem } = this;
    const totals = writer === undefined ? this.past : addTotals(this.past, writer.totals());
    // Where another process stores the shard, what was known here is old.
    const place = role === 'standby' ? { committedTo: undefined, epoch: undefined } : {};
    return { ...totals, ...place, role, ...(problem === undefined ? {} : { problem }) };
  }

  lastOfRun(run: string): bigint | undefined {
    return this.active().lastOfRun(run);
  }

  storedOfRun(run: string): readonly OrdinalRange[] {
    return this.active().storedOfRun(run);
  }

  /** One writer after another, until `stop` or an error that does not pass. */
  private async keep(started: () => void): Promise<void> {
    const { signal } = this.stopped;
    // What the log holds is not stored while this stands: whoever stops the keeper has to know.
    let failure: { readonly error: unknown } | undefined;
    for (let fenced = false, life = 1; ; life += 1) {
      await waitForVacancy(this.options, { fenced, stopped: signal }, (problem) => {
        failure = undefined;
        this.enter('standby', problem);
        started();
      });
      throwIfStopped(signal, failure);
      if (signal.aborted) {
        return;
      }
      try {
        await this.live(started);
        return;
      } catch (error) {
        const move = afterFailure(error);
        if (signal.aborted || !this.goesOn(move, life === 1)) {
          throw error;
        }
        this.announce(move, error);
        fenced = move === 'stand-by';
        failure = fenced ? undefined : { error };
        await this.pauseAfter(move);
      }
    }
  }

  /** One writer, from its claim to its end. */
  private async live(started: () => void): Promise<void> {
    const { options, clock, logger } = this;
    const { store, shard, metrics, randomness = systemRandomness } = options;
    const lease = holdLease({
      store,
      tier: 'bronze',
      shard,
      writer: randomness.hex(8),
      clock,
      logger,
      ...(metrics === undefined ? {} : { metrics }),
    });
    const writer = createBronzeWriter(options);
    this.writer = writer;
    try {
      await writer.start();
      this.enter('active');
      started();
      await writer.done;
      this.remember(writer);
      await lease.release();
    } catch (error) {
      this.enter('recovering', wordsOf(error));
      this.remember(writer);
      await this.letGo(writer, lease, error);
      throw error;
    }
  }

  /** Ends what failed. A lease that is another writer's by now is not marked as released. */
  private async letGo(writer: BronzeWriter, lease: Lease, failure: unknown): Promise<void> {
    await writer.stop().catch((error: unknown) => {
      if (error !== failure) {
        this.logger.warn('ending a failed writer', { shard: this.options.shard, error });
      }
    });
    await (afterFailure(failure) === 'stand-by' ? lease.abandon() : lease.release());
  }

  /** A writer that cannot even start says so to whoever starts it, unless another one won. */
  private goesOn(move: NextMove, isFirst: boolean): boolean {
    const hasStarted = !isFirst || this.past.committedTo !== undefined;
    const isRefusing = this.options.whileTaken === 'refuse';
    return !isRefusing && (move === 'stand-by' || (hasStarted && move !== 'end'));
  }

  private announce(move: NextMove, error: unknown): void {
    const { shard } = this.options;
    this.metrics.restarted(codeOf(error));
    const words = 'the writer of a shard ended, and is followed by another';
    this.logger.error(words, { shard, move, error });
  }

  private async pauseAfter(move: NextMove): Promise<void> {
    const longMs = this.pauses.next();
    if (move === 'stand-by') {
      return;
    }
    // A log that changes again and again has to be followed, not waited for.
    const pauseMs = move === 'begin-anew' ? ANEW_MS : longMs;
    await pause(this.clock, pauseMs, this.stopped.signal);
  }

  private async end(): Promise<void> {
    if (this.starting === undefined) {
      this.settle.resolve();
      return;
    }
    // Whoever called start() is told by it; here its failure comes from `done`.
    await this.starting.catch(() => undefined);
    this.stopped.abort();
    // Also one that is starting still: it would go on for ever. Its failure comes from `done` as well.
    await this.writer?.stop().catch(() => undefined);
    await this.done;
    this.metrics.active(false);
  }

  private enter(role: ShardRole, problem?: string): void {
    if (role === 'standby') {
      const { shard } = this.options;
      this.logger.info('another process stores the shard: standing by', { shard, problem });
    }
    this.role = role;
    this.problem = problem;
    this.metrics.active(role === 'active');
  }

  private remember(writer: BronzeWriter): void {
    this.writer = undefined;
    this.past = addTotals(this.past, writer.totals());
  }

  private active(): BronzeWriter {
    if (this.role === 'active' && this.writer !== undefined) {
      return this.writer;
    }
    const because = this.problem === undefined ? '' : `: ${this.problem}`;
    throw new BronzeError(
      'NOT_RUNNING',
      `shard ${this.options.shard}: expected to be stored by this process, was ${this.role}${because}`,
      { retryable: true },
    );
  }
}

function throwIfStopped(
  signal: AbortSignal,
  failure: { readonly error: unknown } | undefined,
): void {
  if (signal.aborted && failure !== undefined) {
    throw failure.error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
