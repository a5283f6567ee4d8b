export function createEngineGoldMetrics(metrics, shard) {
  const labels = ['shard'];
  const commits = metrics.counter({
    name: 'assay_gold_commits_total',
    help: 'Batches committed.',
    labels,
  });
  const ticks = metrics.counter({
    name: 'assay_gold_ticks_total',
    help: 'Instants of an engine that were stored with rows.',
    labels,
  });
  const rows = metrics.counter({
    name: 'assay_gold_rows_total',
    help: 'Rows committed.',
    labels,
  });
  const missed = metrics.counter({
    name: 'assay_gold_missed_ranges_total',
    help: 'Ranges of events that came after the instant they belong to was computed.',
    labels,
  });
  const lastTick = metrics.gauge({
    name: 'assay_gold_last_tick_seconds',
    help: 'Event time, since 1970 UTC, of the last instant stored.',
    labels,
  });
  const stateBytes = metrics.gauge({
    name: 'assay_gold_state_bytes',
    help: "The engine's state as it was stored last.",
    labels,
  });
  const seconds = metrics.histogram({
    name: 'assay_gold_commit_seconds',
    help: 'Time from handing a batch over to its commit.',
    labels,
  });
  return {
    committed: (counts) => {
      commits.add(1, { shard });
      ticks.add(counts.ticks, { shard });
      rows.add(counts.rows, { shard });
      missed.add(counts.missed, { shard });
      lastTick.set(Number(counts.lastTickNs / 1000000n) / 1_000, { shard });
      stateBytes.set(counts.stateBytes, { shard });
      seconds.observe(counts.seconds, { shard });
    },
  };
}
//# sourceMappingURL=gold-metrics.js.map
