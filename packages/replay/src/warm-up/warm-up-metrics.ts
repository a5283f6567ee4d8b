import type { Counter, Gauge, Metrics } from '@assay/telemetry';

/** What warm-ups are counted by. Made again it gives the same ones. */
export interface WarmUpMetrics {
  readonly rows: Gauge;
  readonly missing: Counter;
}

export function createWarmUpMetrics(metrics: Metrics): WarmUpMetrics {
  return {
    rows: metrics.gauge({
      name: 'assay_signals_warm_up_rows',
      help: 'Rows that the last warm-up read, by what became of them.',
      labels: ['outcome'],
    }),
    missing: metrics.counter({
      name: 'assay_signals_warm_up_missing_total',
      help: 'Sessions that a warm-up asked for and found no print of.',
    }),
  };
}
