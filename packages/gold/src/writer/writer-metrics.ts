import type { Clock, Metrics } from '@assay/telemetry';
import type { SettledBatch } from '../batch/settle-batch.js';

/** What a Gold writer counts. */
export interface WriterMetrics {
  /** Starts the clock of one flush; the returned function counts what was committed. */
  flushStarted(): (settled: SettledBatch, reason: string) => void;
  /** The log could not let go of what is stored. */
  releaseFailed(): void;
}

/** The metrics of one shard's writer. */
export function createWriterMetrics(metrics: Metrics, shard: string, clock: Clock): WriterMetrics {
  const counter = (name: string, help: string, ...labels: string[]) =>
    metrics.counter({ name, help, labels: ['shard', ...labels] });
  const rows = counter('assay_gold_rows_total', 'Rows committed.');
  const deadLetters = counter(
    'assay_gold_dead_letters_total',
    'Events stored as dead letters, by reason.',
    'reason',
  );
  const repeats = counter(
    'assay_gold_repeats_total',
    'Rows left out because one of the same key is stored.',
  );
  const leftOut = counter(
    'assay_gold_gap_messages_total',
    'Messages of which nothing is stored, by why: missing from the log, or left out on purpose.',
    'reason',
  );
  const extraFields = counter(
    'assay_gold_extra_fields_total',
    'Unknown fields that were left out of rows.',
  );
  const batches = counter(
    'assay_gold_batches_total',
    'Batches of messages committed, by why they were closed.',
    'reason',
  );
  const releaseFailures = counter(
    'assay_gold_release_failures_total',
    'Times the event log could not let go of what is stored: it keeps more than it needs.',
  );
  const seconds = metrics.histogram({
    name: 'assay_gold_flush_seconds',
    help: 'Time from closing a batch of messages to its commit.',
    labels: ['shard'],
  });
  const committed = metrics.gauge({
    name: 'assay_gold_committed_sequence',
    help: 'Last sequence of the log that is stored for good.',
    labels: ['shard'],
  });
  return {
    releaseFailed: () => {
      releaseFailures.add(1, { shard });
    },
    flushStarted: () => {
      const startedMs = clock.monotonicMs();
      return (settled, reason) => {
        rows.add(settled.rows, { shard });
        repeats.add(settled.repeats, { shard });
        extraFields.add(settled.extraFields, { shard });
        for (const [why, count] of settled.reasons) {
          deadLetters.add(count, { shard, reason: why });
        }
        for (const gap of settled.gaps) {
          leftOut.add(Number(gap.to - gap.from + 1n), { shard, reason: gap.reason });
        }
        batches.add(1, { shard, reason });
        seconds.observe((clock.monotonicMs() - startedMs) / 1_000, { shard });
        committed.set(Number(settled.to), { shard });
      };
    },
  };
}
