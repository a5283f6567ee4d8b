import { futuresTrades, stocksQuotes, type AnyRow } from '@assay/schemas';
import { linesOf, storeRuns, type RunOfEvents } from './bronze.js';
import { temporaryFolder } from './temporary-folder.js';

export const DATE = '2025-12-16';
/** 2025-12-16T14:00:00Z. */
export const HOUR_NS = 1_765_893_600_000_000_000n;
const NS_PER_HOUR = 3_600_000_000_000n;
/** More than a double can count to. */
export const FIRST_SEQ = 9_007_199_254_740_993n;

/** One trade; `index` decides its values. */
export function trade(symbol: string, atNs: bigint, index: number): AnyRow {
  return {
    ts_event_ns: atNs,
    ts_recv_ns: atNs + 250_000n,
    source: 'GLBX.MDP3',
    symbol,
    price: 6850 + index / 4,
    size: 1 + index,
    aggressor: index % 2 === 0 ? 1 : -1,
    exchange: index === 0 ? 'a "quoted", name' : null,
    seq: FIRST_SEQ + BigInt(index),
  };
}

/** Trades of ESH6 and ESM6 in the hours 14 and 15, and of their spread. */
export function smallTrades(run = 'feed-1'): RunOfEvents {
  const rows = [0n, 1n].flatMap((hour) =>
    Array.from({ length: 12 }, (_, index) => [
      trade('ESH6', HOUR_NS + hour * NS_PER_HOUR + BigInt(index) * 1_000_000_001n, index),
      ...(index < 3 ? [trade('ESM6', HOUR_NS + hour * NS_PER_HOUR + BigInt(index), index)] : []),
      ...(index < 2 ? [trade('ESH6-ESM6', HOUR_NS + BigInt(index) + hour, index)] : []),
    ]).flat(),
  );
  return { dataset: futuresTrades, run, lines: linesOf(futuresTrades, rows) };
}

/** Two one-sided quotes of SPY. */
function smallQuotes(): RunOfEvents {
  const quote = (atNs: bigint, sides: AnyRow): AnyRow => ({
    ts_event_ns: atNs,
    ts_recv_ns: atNs,
    source: 'SIP',
    symbol: 'SPY',
    bid_sz: 0,
    ask_sz: 0,
    ...sides,
  });
  const rows = [
    quote(HOUR_NS, { bid_px: 685.01, bid_sz: 300 }),
    quote(HOUR_NS + 5n, { ask_px: 685.02, ask_sz: 200 }),
  ];
  return { dataset: stocksQuotes, run: 'feed-1/quotes', lines: linesOf(stocksQuotes, rows) };
}

/** The runs that a small lake is made of. */
export const smallRuns = (): RunOfEvents[] => [smallTrades(), smallQuotes()];

/** A folder with a lake whose Bronze holds both; by default one that is gone when the test is over. */
export async function smallLake(at?: string): Promise<string> {
  const folder = at ?? (await temporaryFolder());
  await storeRuns(folder, smallRuns());
  return folder;
}
