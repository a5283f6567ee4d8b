import type { Counter, Gauge, Histogram, Labels, Metrics } from '@assay/telemetry';

/** Metrics that Prometheus can scrape. */
export interface PrometheusMetrics extends Metrics {
  /** The body of `/metrics`. */
  metricsText(): Promise<string>;
  /** The `Content-Type` of that body. */
  readonly contentType: string;
}

/**
 * Metrics in a registry of their own. `processMetrics` adds those of this process (memory, event
 * loop, garbage collection), which hold timers for as long as the process lives.
 */
export async function createPrometheusMetrics(
  options: { readonly processMetrics?: boolean } = {},
): Promise<PrometheusMetrics> {
  const client = await importClient();
  const registry = new client.Registry();
  if (options.processMetrics === true) {
    client.collectDefaultMetrics({ register: registry });
  }
  const describe = ({ name, help, labels = [] }: Parameters<Metrics['counter']>[0]) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });

  /**
   * The metric of this name: the one there is, else a new one. Two kinds of one name are a mistake.
   */
  function once<Metric>(name: string, kind: new (...args: never[]) => Metric, make: () => Metric) {
    const existing: unknown = registry.getSingleMetric(name);
    if (existing !== undefined && !(existing instanceof kind)) {
      throw new Error(`metric ${name}: expected one kind, was asked for as two`);
    }
    return existing ?? make();
  }

  return {
    contentType: registry.contentType,
    metricsText: () => registry.metrics(),
    counter: (description): Counter => {
      const make = () => new client.Counter(describe(description));
      const counter = once(description.name, client.Counter, make);
      return { add: (value, labels = {}) => counter.inc(mutable(labels), value) };
    },
    gauge: (description): Gauge => {
      const gauge = once(
        description.name,
        client.Gauge,
        () => new client.Gauge(describe(description)),
      );
      return { set: (value, labels = {}) => gauge.set(mutable(labels), value) };
    },
    histogram: ({ buckets, ...description }): Histogram => {
      const bounds = buckets === undefined ? {} : { buckets: [...buckets] };
      const make = () => new client.Histogram({ ...describe(description), ...bounds });
      const histogram = once(description.name, client.Histogram, make);
      return { observe: (value, labels = {}) => histogram.observe(mutable(labels), value) };
    },
  };
}

/** prom-client is CommonJS: its names are on the default export. */
async function importClient() {
  return (await import('prom-client')).default;
}

function mutable(labels: Labels): Record<string, string> {
  return { ...labels };
}
