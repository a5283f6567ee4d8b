import { BusError } from '../errors.js';
/** The four streams of Assay. A new dataset under one of these subjects needs no new stream. */
export const STREAMS = [
  { name: 'MARKET_STOCKS', subjects: ['market.stocks.>'] },
  { name: 'MARKET_OPTIONS', subjects: ['market.options.>'] },
  { name: 'MARKET_FUTURES', subjects: ['market.futures.>'] },
  { name: 'LEVELS', subjects: ['levels.signals'] },
];
export const DEFAULT_STREAM_SETTINGS = {
  maxAgeSeconds: 7 * 24 * 3600,
  maxBytes: -1,
  duplicateWindowSeconds: 120,
  replicas: 1,
};
/** The declared stream of this name; throws `BAD_OPTIONS` when there is none. */
export function declaredStream(name) {
  const found = STREAMS.find((stream) => stream.name === name);
  if (found !== undefined) return found;
  const known = STREAMS.map((stream) => stream.name).join(', ');
  throw new BusError(
    'BAD_OPTIONS',
    `expected a stream of ${known}, was '${name}'; give another one with its subjects`,
  );
}
/** Whether a subject is one that `pattern` stands for: `*` is one token, a last `>` one or more. */
export function subjectMatches(pattern, subject) {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  for (const [index, token] of wanted.entries()) {
    if (token === '>') return tokens.length > index;
    if (index >= tokens.length) return false;
    if (token !== '*' && token !== tokens[index]) return false;
  }
  return tokens.length === wanted.length;
}
/** Whether every subject that `narrow` stands for is one that `wide` stands for. */
export function patternCovers(wide, narrow) {
  const outer = wide.split('.');
  const inner = narrow.split('.');
  for (const [index, token] of outer.entries()) {
    if (token === '>') return inner.length > index;
    const other = inner[index];
    if (other === undefined || other === '>') return false;
    if (token !== '*' && token !== other) return false;
  }
  return inner.length === outer.length;
}
//# sourceMappingURL=stream-declarations.js.map
