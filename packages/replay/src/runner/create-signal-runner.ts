import { awaitVacancy, holdLease, LedgerError } from '@assay/ledger';
import { createDatasetRegistry } from '@assay/schemas';
import { sessionsOf, underlyingName } from '@assay/signals';
import {
  noFailpoint,
  nullLogger,
  nullMetrics,
  pause,
  systemClock,
  systemRandomness,
} from '@assay/telemetry';
import { knownSessions } from '../session/known-sessions.js';
import { EngineLife } from './engine-life.js';
import { levelEngineMaker, type EngineMaker } from './engine-maker.js';
import type { LifeParts } from './life-parts.js';
import { createWarmUpMetrics } from '../warm-up/warm-up-metrics.js';
import { createRunnerMetrics } from './runner-metrics.js';
import type { SignalRunnerOptions } from './runner-options.js';
import type { RunnerStatus, SignalRunner } from './signal-runner.js';
import { createLagWatch } from './watch-lag.js';

const DEFAULT_ALLOWANCE_MS = 2_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** The name of an engine's shard in Gold. */
export function engineShard(options: Pick<SignalRunnerOptions, 'config'>): string {
  return `signals-${underlyingName(options.config)}`;
}

/** Makes the runner of one level engine; nothing happens before `start`. */
export function createSignalRunner(options: SignalRunnerOptions): SignalRunner {
  return new Runner(options, levelEngineMaker(options.config));
}

class Runner implements SignalRunner {
  readonly done: Promise<void>;
  private readonly parts: Omit<LifeParts, 'started'>;
  private readonly stopping = new AbortController();
  private readonly settle: { resolve: () => void; reject: (error: unknown) => void };
  private now: RunnerStatus = {
    phase: 'starting',
    problem: undefined,
    session: undefined,
    lastTickNs: undefined,
    storedTickNs: undefined,
    positions: [],
    rowsRead: 0,
    rowsStored: 0,
    missed: 0,
  };
  private starting: Promise<void> | undefined;
  /** Why rows beyond the calendar make no signals, while the last that were asked for lie there. */
  private calendarEnd: string | undefined;

  constructor(options: SignalRunnerOptions, maker: EngineMaker) {
    const { clock = systemClock, logger = nullLogger, metrics = nullMetrics } = options;
    const shard = engineShard(options);
    const counted = createRunnerMetrics(metrics, shard);
    // A scrape shows them before the first warm-up as well.
    createWarmUpMetrics(metrics);
    const stopped =
      options.signal === undefined
        ? this.stopping.signal
        : AbortSignal.any([this.stopping.signal, options.signal]);
    this.parts = {
      ...{ options, maker, shard, clock, stopped, metricsOf: metrics, metrics: counted },
      underlying: underlyingName(options.config),
      logger: logger.child({ engine: shard }),
      registry: options.registry ?? createDatasetRegistry(),
      sessions: knownSessions(sessionsOf(options.config), (words) => this.passCalendar(words)),
      liveAllowanceMs: options.liveAllowanceMs ?? DEFAULT_ALLOWANCE_MS,
      failpoint: options.failpoint ?? noFailpoint,
      tell: (change) => this.tell(change),
      watch: createLagWatch(clock, counted),
    };
    let settle: Runner['settle'] | undefined;
    this.done = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    this.settle = settle as Runner['settle'];
    // A caller that does not watch `done` still sees the failure from `stop`.
    this.done.catch(() => undefined);
  }

  start(): Promise<void> {
    this.starting ??= new Promise((resolve, reject) => {
      this.keep(resolve).then(
        () => {
          this.tell({ phase: 'stopped' });
          resolve();
          this.settle.resolve();
        },
        (error: unknown) => {
          this.tell({ phase: 'failed', problem: wordsOf(error) });
          reject(error);
          this.settle.reject(error);
        },
      );
    });
    return this.starting;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    if (this.starting !== undefined) {
      await this.done;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  status(): RunnerStatus {
    return this.calendarEnd === undefined || this.now.problem !== undefined
      ? this.now
      : { ...this.now, problem: this.calendarEnd };
  }

  /** Rows came of a time that the calendar knows no session of; undefined: a known one again. */
  private passCalendar(words: string | undefined): void {
    const { logger, metrics } = this.parts;
    if (words !== undefined) {
      metrics.read('beyond-calendar', 1);
    }
    if (words !== undefined && this.calendarEnd === undefined) {
      logger.warn('no session is known for the time of rows: no signals are made of them', {
        problem: words,
      });
    }
    this.calendarEnd =
      words === undefined
        ? undefined
        : `no signals are made of rows beyond the calendar: ${words}: use a release that knows those dates`;
  }

  /** One life after another, until `stop` or an error that does not pass. */
  private async keep(started: () => void): Promise<void> {
    const { stopped, clock, logger, metrics } = this.parts;
    let fenced = false;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs)) {
      const failure = await this.live(fenced, started);
      if (failure === undefined) {
        return;
      }
      const { error } = failure;
      fenced = error instanceof LedgerError && error.code === 'FENCED';
      if (!fenced && !isRetryable(error)) {
        throw error;
      }
      const reason = codeOf(error);
      metrics.restarted(reason);
      logger.warn('the engine ended, and begins again', { reason, error });
      this.tell({ phase: fenced ? 'standby' : 'starting', problem: wordsOf(error) });
      started();
      if (!fenced && !(await pause(clock, pauseMs, stopped))) {
        return;
      }
    }
  }

  /** Waits until nobody runs this engine, then runs it. Gives what ended it, if not `stop`. */
  private async live(
    fenced: boolean,
    started: () => void,
  ): Promise<{ readonly error: unknown } | undefined> {
    const { options, shard, clock, logger, metricsOf, stopped } = this.parts;
    const { store, randomness = systemRandomness } = options;
    const place = { store, tier: 'gold', shard } as const;
    const told = { clock, logger, metrics: metricsOf };
    try {
      await awaitVacancy({
        ...place,
        ...told,
        fenced,
        signal: stopped,
        onWaiting: (lease) => {
          const holder =
            lease === undefined ? 'another process' : `process ${lease.pid} on ${lease.host}`;
          this.tell({ phase: 'standby', problem: `${shard} is run by ${holder}` });
          started();
        },
      });
    } catch (error) {
      return stopped.aborted ? undefined : { error };
    }
    const lease = holdLease({ ...place, ...told, writer: randomness.hex(8) });
    await lease.announced;
    try {
      await new EngineLife({ ...this.parts, started }).run(stopped);
      await lease.release();
      return undefined;
    } catch (error) {
      // Whoever has fenced this one holds the lease by now; any other end leaves the engine to whoever comes.
      const isFenced = error instanceof LedgerError && error.code === 'FENCED';
      await (isFenced ? lease.abandon() : lease.release());
      return { error };
    }
  }

  private tell(change: Partial<RunnerStatus>): void {
    const { rowsRead } = this.now;
    const problem = change.phase === undefined ? this.now.problem : change.problem;
    this.now = { ...this.now, ...change, problem, rowsRead: rowsRead + (change.rowsRead ?? 0) };
  }
}

function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
