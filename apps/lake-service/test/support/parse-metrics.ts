const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\.)*",?)*\})? (\S+)$/;

/**
 * Samples of a Prometheus exposition by name and labels. Throws at the first line that is not of the
 * text format 0.0.4, and where a sample comes before its TYPE.
 */
export function parseMetrics(text: string): Record<string, number> {
  const samples: Record<string, number> = {};
  const types = new Map<string, string>();
  if (!text.endsWith('\n')) {
    throw new Error('expected a line break at the end');
  }
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line);
    if (type !== null) {
      types.set(type[1], type[2]);
    } else if (!/^# HELP \S+ .+$/.test(line)) {
      const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
      const family = name?.replace(/_(bucket|sum|count)$/, '');
      if (name === undefined || (!types.has(name) && !types.has(family))) {
        throw new Error(`expected a sample of a declared metric, was ${line}`);
      }
      if (!/^(NaN|[+-]Inf)$/.test(value) && Number.isNaN(Number(value))) {
        throw new Error(`expected a number, was ${line}`);
      }
      samples[name + labels] = Number(value);
    }
  }
  return samples;
}
