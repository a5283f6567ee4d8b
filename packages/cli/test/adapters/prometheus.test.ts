import { describe, expect, it } from 'vitest';
import { createPrometheusMetrics } from '../../src/index.js';

describe('createPrometheusMetrics', () => {
  it('serves counters, gauges and histograms in the text format', async () => {
    const metrics = await createPrometheusMetrics();
    const rows = metrics.counter({ name: 'rows_total', help: 'Rows.', labels: ['dataset'] });
    rows.add(2, { dataset: 'stocks.trades.v1' });
    rows.add(3, { dataset: 'stocks.trades.v1' });
    metrics.gauge({ name: 'lag', help: 'Lag.' }).set(7);
    metrics.histogram({ name: 'flush_seconds', help: 'Flush.', buckets: [0.1, 1] }).observe(0.5);
    const text = await metrics.metricsText();
    expect(text).toContain('rows_total{dataset="stocks.trades.v1"} 5');
    expect(text).toContain('lag 7');
    expect(text).toContain('flush_seconds_bucket{le="0.1"} 0');
    expect(text).toContain('flush_seconds_bucket{le="1"} 1');
    expect(metrics.contentType).toContain('text/plain');
  });

  it('gives the same metric for the same name, and no two kinds of one name', async () => {
    const metrics = await createPrometheusMetrics();
    metrics.counter({ name: 'n_total', help: 'N.' }).add(1);
    metrics.counter({ name: 'n_total', help: 'N.' }).add(1);
    expect(await metrics.metricsText()).toContain('n_total 2');
    expect(() => metrics.gauge({ name: 'n_total', help: 'N.' })).toThrow(
      'metric n_total: expected one kind, was asked for as two',
    );
  });

  it('keeps two instances apart', async () => {
    const one = await createPrometheusMetrics();
    const two = await createPrometheusMetrics();
    one.counter({ name: 'n_total', help: 'N.' }).add(1);
    expect(await two.metricsText()).not.toContain('n_total');
  });

  it('adds the metrics of the process when asked to', async () => {
    const metrics = await createPrometheusMetrics({ processMetrics: true });
    expect(await metrics.metricsText()).toContain('process_resident_memory_bytes');
  });
});
