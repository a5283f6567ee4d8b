import { BusError } from '../errors.js';

/** One stream of the event log: a shard of its own, with the subjects it takes. */
export interface StreamDeclaration {
  /** The stream's name, which is also its shard's name in the lake. */
  readonly name: string;
  readonly subjects: readonly string[];
}

/** The four streams of Assay. A new dataset under one of these subjects needs no new stream. */
export const STREAMS: readonly StreamDeclaration[] = [
  { name: 'MARKET_STOCKS', subjects: ['market.stocks.>'] },
  { name: 'MARKET_OPTIONS', subjects: ['market.options.>'] },
  { name: 'MARKET_FUTURES', subjects: ['market.futures.>'] },
  { name: 'LEVELS', subjects: ['levels.signals'] },
];

/** What an operator may choose for the streams that Assay makes. */
export interface StreamSettings {
  /**
   * The outage budget in seconds: how long a message waits for Bronze before the server drops it. The
   * longest time that Bronze may be down without loss, so rather weeks than hours (default 7 days).
   */
  readonly maxAgeSeconds: number;
  /**
   * Bytes that one stream may take on the server's disk; -1 (the default) leaves it to the server's own
   * limit. A full stream refuses new messages, and the publisher is told: it never drops old ones.
   */
  readonly maxBytes: number;
  /**
   * Seconds for which the server remembers message ids (default 120). Longer than a publisher goes on
   * trying; the server holds every id of this time in memory.
   */
  readonly duplicateWindowSeconds: number;
  /** Copies in a cluster: 1 (the default), 3 or 5. */
  readonly replicas: number;
}

export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  maxAgeSeconds: 7 * 24 * 3600,
  maxBytes: -1,
  duplicateWindowSeconds: 120,
  replicas: 1,
};

/** The declared stream of this name; throws `BAD_OPTIONS` when there is none. */
export function declaredStream(name: string): StreamDeclaration {
  const found = STREAMS.find((stream) => stream.name === name);
  if (found !== undefined) return found;
  const known = STREAMS.map((stream) => stream.name).join(', ');
  throw new BusError(
    'BAD_OPTIONS',
    `expected a stream of ${known}, was '${name}'; give another one with its subjects`,
  );
}

/** Whether a subject is one that `pattern` stands for: `*` is one token, a last `>` one or more. */
export function subjectMatches(pattern: string, subject: string): boolean {
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
export function patternCovers(wide: string, narrow: string): boolean {
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
