import type { BuiltBatch } from '@assay/ledger';
import type { Clock, Metrics } from '@assay/telemetry';
import type { Batch } from '../batch/batch.js';

/** What a Bronze writer counts. */
export interface WriterMetrics {
  /** Starts the clock of one flush; the returned function counts what was committed. */
  flushStarted(): (batch: Batch, built: BuiltBatch, reason: string) => void;
  /** The log could not let go of what is stored. */
  releaseFailed(): void;
}

/** The metrics of one shard's writer. */
export function createWriterMetrics(metrics: Metrics, shard: string, clock: Clock): WriterMetrics {
  const events = metrics.counter({
    name: 'assay_bronze_events_total',
    help: 'Events committed, by what became of them: row or dead_letter.',
    labels: ['shard', 'outcome'],
  });
  const rows = metrics.counter({
    name: 'assay_bronze_rows_total',
    help: 'Rows committed, by dataset.',
    labels: ['shard', 'dataset'],
  });
  const deadLetters = metrics.counter({
    name: 'assay_bronze_dead_letters_total',
    help: 'Events stored as dead letters, by reason.',
    labels: ['shard', 'reason'],
  });
  const extraFields = metrics.counter({
    name: 'assay_bronze_extra_fields_total',
    help: 'Unknown fields that were left out of rows.',
    labels: ['shard'],
  });
  const gaps = metrics.counter({
    name: 'assay_bronze_gap_messages_total',
    help: 'Messages the log no longer had, declared as gaps.',
    labels: ['shard'],
  });
  const batches = metrics.counter({
    name: 'assay_bronze_batches_total',
    help: 'Batches committed, by why they were closed.',
    labels: ['shard', 'reason'],
  });
  const seconds = metrics.histogram({
    name: 'assay_bronze_flush_seconds',
    help: 'Time from closing a batch to its commit.',
    labels: ['shard'],
  });
  const releaseFailures = metrics.counter({
    name: 'assay_bronze_release_failures_total',
    help: 'Times the event log could not let go of what is stored: it keeps more than it needs.',
    labels: ['shard'],
  });
  const committed = metrics.gauge({
    name: 'assay_bronze_committed_sequence',
    help: 'Last sequence of the log that is stored for good.',
    labels: ['shard'],
  });
  return {
    releaseFailed: () => {
      releaseFailures.add(1, { shard });
    },
    flushStarted: () => {
      const startedMs = clock.monotonicMs();
      return (batch, built, reason) => {
        events.add(batch.rows, { shard, outcome: 'row' });
        events.add(batch.deadLetterCount, { shard, outcome: 'dead_letter' });
        for (const partition of batch.partitions) {
          rows.add(partition.lines.rows, { shard, dataset: partition.dataset.id });
        }
        for (const [why, count] of batch.reasons) {
          deadLetters.add(count, { shard, reason: why });
        }
        extraFields.add(batch.extraFields, { shard });
        for (const gap of built.gaps) {
          gaps.add(Number(gap.to - gap.from + 1n), { shard });
        }
        batches.add(1, { shard, reason });
        seconds.observe((clock.monotonicMs() - startedMs) / 1_000, { shard });
        committed.set(Number(batch.to), { shard });
      };
    },
  };
}
