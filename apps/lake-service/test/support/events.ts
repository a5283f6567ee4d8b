/** Event time of the first event of a test: 2025-12-16 14:30 UTC and one nanosecond. */
const FIRST_NS = 1_765_895_400_000_000_001n;

/** One futures trade as JSON text; its `seq` is `seq`, its time as many microseconds after the first. */
export function tradeLine(seq: number, changes: Readonly<Record<string, string>> = {}): string {
  const tsEventNs = FIRST_NS + BigInt(seq) * 1_000n;
  return object({
    ts_event_ns: String(tsEventNs),
    ts_recv_ns: String(tsEventNs + 250_000n),
    source: '"GLBX.MDP3"',
    symbol: '"ESH6"',
    price: '6850.25',
    size: '2',
    aggressor: '1',
    seq: String(seq),
    ...changes,
  });
}

/** Lines of the trades `from … from + count - 1`. */
export function tradeLines(from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => tradeLine(from + index)).join('\n');
}

const TIMES = { ts_event_ns: String(FIRST_NS), ts_recv_ns: String(FIRST_NS + 2n) };
const GREEKS = { delta: '0.5', gamma: '0.01', theta: '-0.2', vega: '0.3' };
const OPTION = { underlying: '"SPY"', option_symbol: '"SPY251219C00685000"' };
const LEVEL = '{"bid_px":6850.0,"ask_px":6850.25,"bid_sz":3,"ask_sz":4}';

/** Lines of `count` stock trades. */
export function stockTradeLines(count: number): string {
  return Array.from({ length: count }, () => ONE_OF_EACH['stocks.trades.v1']).join('\n');
}

/** One event of every dataset that the service takes, by dataset id. */
export const ONE_OF_EACH: Readonly<Record<string, string>> = {
  'stocks.trades.v1': object({
    ...TIMES,
    source: '"SIP"',
    symbol: '"SPY"',
    price: '685.02',
    size: '100',
  }),
  'stocks.quotes.v1': object({
    ...TIMES,
    source: '"SIP"',
    symbol: '"SPY"',
    bid_px: '685.01',
    ask_px: '685.02',
    bid_sz: '300',
    ask_sz: '200',
  }),
  'options.trades.v1': object({
    ...TIMES,
    ...OPTION,
    source: '"OPRA"',
    exp_date: '"2025-12-19"',
    strike: '685',
    right: '"C"',
    price: '4.2',
    size: '1',
    aggressor: '-1',
  }),
  'options.greeks_snapshots.v1': object({
    ts_event_ns: TIMES.ts_event_ns,
    ...OPTION,
    ...GREEKS,
    source: '"OPRA"',
  }),
  'futures.trades.v1': tradeLine(0),
  'futures.mbp10.v1': object({
    ...TIMES,
    source: '"GLBX.MDP3"',
    symbol: '"ESH6"',
    is_snapshot: 'false',
    seq: '9007199254740993',
    levels: `[${Array.from({ length: 10 }, () => LEVEL).join(',')}]`,
  }),
};

/** A JSON object of JSON texts, so that integers above 2^53 stay as they are. */
function object(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`;
}
