/** Label values of one observation, by label name. The names of a metric are fixed at creation. */
export type Labels = Readonly<Record<string, string>>;

/** A count that only rises. */
export interface Counter {
  add(value: number, labels?: Labels): void;
}

/** A value that may rise and fall. */
export interface Gauge {
  set(value: number, labels?: Labels): void;
}

/** A distribution. `value` is in the unit that the metric's name ends with (`_seconds`, `_bytes`). */
export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** What a metric is: `name` in Prometheus style, `help` one sentence, `labels` the label names. */
export interface MetricDescription {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
}

/**
 * A factory of metrics. Asking twice for one name gives the same metric. The Prometheus adapter lives
 * in `cli`.
 */
export interface Metrics {
  counter(description: MetricDescription): Counter;
  gauge(description: MetricDescription): Gauge;
  histogram(description: MetricDescription & { readonly buckets?: readonly number[] }): Histogram;
}

const nothing = (): void => undefined;

/** Metrics that go nowhere: the default of every package. */
export const nullMetrics: Metrics = {
  counter: () => ({ add: nothing }),
  gauge: () => ({ set: nothing }),
  histogram: () => ({ observe: nothing }),
};
