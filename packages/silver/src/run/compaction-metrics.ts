import type { Metrics } from '@assay/telemetry';
import type { HourFailure, HourResult } from '../hour-result.js';

/** What a compactor counts. */
export interface CompactionMetrics {
  finished(result: HourResult): void;
  failed(failure: HourFailure): void;
  overtaken(dataset: string): void;
}

export function createCompactionMetrics(metrics: Metrics): CompactionMetrics {
  const labels = ['dataset'];
  const hours = metrics.counter({
    name: 'assay_silver_hours_total',
    help: 'Hours that were compacted or found as they should be, by what became of them.',
    labels: [...labels, 'status'],
  });
  const counter = (name: string, help: string) => metrics.counter({ name, help, labels });
  const failures = counter('assay_silver_hours_failed_total', 'Hours that could not be compacted.');
  const overtaken = counter(
    'assay_silver_overtaken_total',
    'Hours that another compactor replaced while they were being built.',
  );
  const read = counter('assay_silver_rows_read_total', 'Bronze rows that hours were built of.');
  const written = counter('assay_silver_rows_written_total', 'Rows of the hours that were built.');
  const duplicates = counter(
    'assay_silver_duplicates_removed_total',
    'Rows that were another delivery of one that was kept.',
  );
  const ambiguous = counter(
    'assay_silver_ambiguous_duplicates_total',
    'Equal rows of producers that name no run, kept or removed.',
  );
  const seconds = metrics.histogram({
    name: 'assay_silver_hour_seconds',
    help: 'Time to build, prove and publish one hour.',
    labels,
  });
  return {
    finished: (result) => {
      const { dataset, status } = result;
      hours.add(1, { dataset, status });
      if (status === 'success') {
        read.add(result.rowsRead, { dataset });
        written.add(result.rowsWritten, { dataset });
        duplicates.add(result.duplicatesRemoved, { dataset });
        ambiguous.add(result.ambiguousDuplicates, { dataset });
        seconds.observe(result.seconds, { dataset });
      }
    },
    failed: ({ dataset }) => failures.add(1, { dataset }),
    overtaken: (dataset) => overtaken.add(1, { dataset }),
  };
}
