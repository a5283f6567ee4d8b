import type { EngineCounts } from '@assay/signals';
import type { Metrics } from '@assay/telemetry';

/** What a runner counts. */
export interface RunnerMetrics {
  /** Of the engine, since its state began. */
  engine(counts: EngineCounts): void;
  /** What messages held, beside rows. */
  read(
    what:
      | 'messages'
      | 'rows'
      | 'dead-letters'
      | 'unwanted'
      | 'holes'
      | 'ahead'
      /** Times for which the calendar knows no session. */
      | 'beyond-calendar',
    count: number,
  ): void;
  missed(count: number): void;
  /** Messages that a log holds and that are not taken in yet. */
  behind(shard: string, messages: number): void;
  /** The host's clock less the last instant made, seconds. */
  tickLag(seconds: number): void;
  /** Ticks were not acknowledged, and are sent again. */
  publishedAgain(reason: string): void;
  /** A life of the runner ended otherwise than by `stop`. */
  restarted(reason: string): void;
}

export function createRunnerMetrics(metrics: Metrics, engine: string): RunnerMetrics {
  const events = metrics.gauge({
    name: 'assay_signals_events',
    help: 'Rows that the engine has judged since its state began, by what became of them.',
    labels: ['engine', 'outcome'],
  });
  const books = metrics.gauge({
    name: 'assay_signals_books',
    help: 'Instants of the futures book that made no flow since the state began, by why.',
    labels: ['engine', 'outcome'],
  });
  const optionPrints = metrics.gauge({
    name: 'assay_signals_option_prints',
    help: 'Option prints of the session, by what gave them a gamma, or why they gave nothing.',
    labels: ['engine', 'outcome'],
  });
  const ticks = metrics.gauge({
    name: 'assay_signals_ticks',
    help: 'Instants of the grid that the engine has made since its state began.',
    labels: ['engine'],
  });
  const read = metrics.counter({
    name: 'assay_signals_read_total',
    help: 'Messages and rows that the engine was fed with, and what it was not.',
    labels: ['engine', 'what'],
  });
  const missed = metrics.counter({
    name: 'assay_signals_missed_total',
    help: 'Events that came after the instant that they belong to was made.',
    labels: ['engine'],
  });
  const behind = metrics.gauge({
    name: 'assay_signals_lag_messages',
    help: 'Messages of a log that the engine has not taken in yet.',
    labels: ['engine', 'shard'],
  });
  const lag = metrics.gauge({
    name: 'assay_signals_tick_lag_seconds',
    help: "The host's clock less the last instant made.",
    labels: ['engine'],
  });
  const retries = metrics.counter({
    name: 'assay_signals_publish_retries_total',
    help: 'Times that ticks were sent again because the log did not acknowledge them, by why.',
    labels: ['engine', 'reason'],
  });
  const restarts = metrics.counter({
    name: 'assay_signals_restarts_total',
    help: 'Times that the engine was begun again, by what had ended it.',
    labels: ['engine', 'reason'],
  });
  return {
    engine: ({ ticks: made, book = {}, options, ...counts }) => {
      ticks.set(made, { engine });
      for (const [outcome, count] of Object.entries(counts)) {
        events.set(count, { engine, outcome });
      }
      for (const [outcome, count] of Object.entries<number>({ ...book })) {
        books.set(count, { engine, outcome });
      }
      for (const [outcome, count] of Object.entries<number>({ ...options })) {
        optionPrints.set(count, { engine, outcome });
      }
    },
    read: (what, count) => read.add(count, { engine, what }),
    missed: (count) => missed.add(count, { engine }),
    behind: (shard, messages) => behind.set(messages, { engine, shard }),
    tickLag: (seconds) => lag.set(seconds, { engine }),
    publishedAgain: (reason) => retries.add(1, { engine, reason }),
    restarted: (reason) => restarts.add(1, { engine, reason }),
  };
}
