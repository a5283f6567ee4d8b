import {
  afterFailure,
  awaitVacancy,
  createPauses,
  holdLease,
  type Lease,
  type NextMove,
  type Pauses,
} from '@assay/ledger';
import { nullLogger, nullMetrics, pause, systemClock, systemRandomness } from '@assay/telemetry';
import type { Clock, Logger } from '@assay/telemetry';
import { createGoldWriter } from '../writer/create-gold-writer.js';
import type { GoldTotals, GoldWriter } from '../writer/gold-writer.js';
import type { GoldWriterOptions } from '../writer/writer-options.js';
import type { GoldKeeper, GoldKeeperStatus, GoldRole } from './gold-keeper.js';
import { createKeeperMetrics, type KeeperMetrics } from './keeper-metrics.js';
import { addTotals, NOTHING_STORED } from './totals.js';

/** Before a new session over a log that has changed. */
const ANEW_MS = 1_000;

/** Makes the keeper of one shard of messages; nothing happens before `start`. */
export function createGoldKeeper(options: GoldWriterOptions): GoldKeeper {
  return new Keeper(options);
}

/** Bronze's shards are kept in the same way, by the same table of moves: docs/adr/0016. */
class Keeper implements GoldKeeper {
  readonly done: Promise<void>;
  private readonly options: GoldWriterOptions;
  private readonly clock: Clock;
  private readonly logger: Logger;
  private readonly metrics: KeeperMetrics;
  private readonly pauses: Pauses;
  private readonly stopped = new AbortController();
  private readonly settle: { resolve: () => void; reject: (error: unknown) => void };
  /** Of the writers that have ended. */
  private past: GoldTotals = NOTHING_STORED;
  private role: GoldRole = 'starting';
  private problem: string | undefined;
  private writer: GoldWriter | undefined;
  private starting: Promise<void> | undefined;
  private stopping: Promise<void> | undefined;

  constructor(options: GoldWriterOptions) {
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

  status(): GoldKeeperStatus {
    const { writer, role, problem } = this;
    const totals = writer === undefined ? this.past : addTotals(this.past, writer.totals());
    // Where another process stores the shard, what was known here is old.
    const place = role === 'standby' ? { committedTo: undefined, epoch: undefined } : {};
    return { ...totals, ...place, role, ...(problem === undefined ? {} : { problem }) };
  }

  /** One writer after another, until `stop` or an error that does not pass. */
  private async keep(resolve: () => void): Promise<void> {
    const { signal } = this.stopped;
    // A writer that cannot even start says so to whoever starts it, unless another one won.
    let hasStarted = false;
    const started = () => {
      hasStarted = true;
      resolve();
    };
    // What the log holds is not stored while this stands: whoever stops the keeper has to know.
    let failure: { readonly error: unknown } | undefined;
    for (let fenced = false; ;) {
      await this.awaitTurn(fenced, () => {
        failure = undefined;
        started();
      });
      if (signal.aborted) {
        if (failure !== undefined) {
          throw failure.error;
        }
        return;
      }
      try {
        await this.live(started);
        return;
      } catch (error) {
        const move = afterFailure(error);
        if (signal.aborted || !(move === 'stand-by' || (hasStarted && move !== 'end'))) {
          throw error;
        }
        this.announce(move, error);
        fenced = move === 'stand-by';
        failure = fenced ? undefined : { error };
        await this.pauseAfter(move);
      }
    }
  }

  /** Resolves when nobody seems to store the shard, or once this is stopped. */
  private async awaitTurn(fenced: boolean, onStandby: () => void): Promise<void> {
    const { signal } = this.stopped;
    try {
      await awaitVacancy({
        ...this.place(),
        ...{ fenced, signal },
        onWaiting: (lease) => {
          // A lease that cannot be read says nothing of anybody: whatever failed before still stands.
          if (lease !== undefined) {
            this.enter('standby', `stored by process ${lease.pid} on ${lease.host}`);
            onStandby();
          }
        },
      });
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    }
  }

  /** One writer, from its claim to its end. */
  private async live(started: () => void): Promise<void> {
    const { randomness = systemRandomness } = this.options;
    const lease = holdLease({ ...this.place(), writer: randomness.hex(8) });
    const writer = createGoldWriter(this.options);
    this.writer = writer;
    try {
      // Whoever starts at the same moment has to see it before this one claims.
      await lease.announced;
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
  private async letGo(writer: GoldWriter, lease: Lease, failure: unknown): Promise<void> {
    await writer.stop().catch((error: unknown) => {
      if (error !== failure) {
        this.logger.warn('ending a failed writer', { shard: this.options.shard, error });
      }
    });
    await (afterFailure(failure) === 'stand-by' ? lease.abandon() : lease.release());
  }

  private announce(move: NextMove, error: unknown): void {
    const { shard } = this.options;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
    this.metrics.restarted(reason);
    const words = 'the gold writer of a shard ended, and is followed by another';
    this.logger.error(words, { shard, move, error });
  }

  private async pauseAfter(move: NextMove): Promise<void> {
    const longMs = this.pauses.next();
    if (move === 'stand-by') {
      return;
    }
    // A log that changes again and again has to be followed, not waited for.
    await pause(this.clock, move === 'begin-anew' ? ANEW_MS : longMs, this.stopped.signal);
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

  private enter(role: GoldRole, problem?: string): void {
    if (role === 'standby') {
      const { shard } = this.options;
      this.logger.info('another process stores the shard: standing by', { shard, problem });
    }
    this.role = role;
    this.problem = problem;
    this.metrics.active(role === 'active');
  }

  private remember(writer: GoldWriter): void {
    this.writer = undefined;
    this.past = addTotals(this.past, writer.totals());
  }

  private place() {
    const { store, shard, logger, metrics } = this.options;
    return {
      store,
      tier: 'gold',
      shard,
      clock: this.clock,
      ...(logger === undefined ? {} : { logger }),
      ...(metrics === undefined ? {} : { metrics }),
    } as const;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
