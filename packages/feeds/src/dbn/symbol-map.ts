import { dateOfDay, hourIndexOf, NS_PER_HOUR } from '@assay/schemas';
import type { RefusalCode } from '../feed.js';
import type { SymbolInterval } from './mappings.js';

/** Names instruments at a time. Never invents a name. */
export interface SymbolMap {
  /** The instrument's symbol at `tsNs`, or undefined: then `explain` says why. */
  find(instrumentId: number, tsNs: bigint): string | undefined;
  explain(instrumentId: number, tsNs: bigint): SymbolProblem;
  /** From here on in the file, the instrument has this symbol (a live symbol mapping). */
  rename(instrumentId: number, symbol: string): void;
}

export interface SymbolProblem {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** A symbol during `[fromNs, toNs)`; more than one symbol is ambiguous. */
interface Span {
  readonly fromNs: bigint;
  readonly toNs: bigint;
  readonly symbols: ReadonlySet<string>;
  /** The symbol, where there is exactly one and it names this instrument alone. */
  readonly symbol: string | undefined;
}

interface Instrument {
  spans: readonly Span[];
  /** The span found last: records of an instrument come in bursts of one day. */
  current: Span | undefined;
}

const NS_PER_DAY = 24n * NS_PER_HOUR;
const ALWAYS = { fromNs: 0n, toNs: 1n << 64n } as const;

/**
 * @param intervals the header's mappings
 * @param stated the user's own names by instrument id; they win over the file's
 */
export function createSymbolMap(
  intervals: readonly SymbolInterval[],
  stated: ReadonlyMap<number, string>,
): SymbolMap {
  const groupNames = namesOfSeveral(intervals);
  const instruments = new Map<number, Instrument>();
  for (const [instrumentId, own] of groupBy(intervals, (each) => each.instrumentId)) {
    instruments.set(instrumentId, { spans: spansOf(own, groupNames), current: undefined });
  }
  const setName = (instrumentId: number, symbol: string) => {
    const span = { ...ALWAYS, symbols: new Set([symbol]), symbol };
    instruments.set(instrumentId, { spans: [span], current: span });
  };
  for (const [instrumentId, symbol] of stated) {
    setName(instrumentId, symbol);
  }

  const spanAt = (instrumentId: number, tsNs: bigint) => {
    const instrument = instruments.get(instrumentId);
    if (instrument === undefined) {
      return undefined;
    }
    if (instrument.current === undefined || !covers(instrument.current, tsNs)) {
      instrument.current = instrument.spans.find((span) => covers(span, tsNs));
    }
    return instrument.current;
  };

  return {
    find: (instrumentId, tsNs) => spanAt(instrumentId, tsNs)?.symbol,
    explain(instrumentId, tsNs) {
      const span = spanAt(instrumentId, tsNs);
      const date = dateOfDay(Math.floor(hourIndexOf(tsNs) / 24));
      const where = `instrument ${instrumentId} on ${date}`;
      const names = span === undefined ? [] : [...span.symbols].map((name) => `"${name}"`);
      if (names.length === 0) {
        const detail = `${where}: expected a symbol, was none; name it with instrument=ID=SYMBOL`;
        return { code: 'UNKNOWN_INSTRUMENT', detail };
      }
      const problem =
        names.length > 1 ? names.join(' and ') : `${names[0]}, which names other instruments too`;
      const detail = `${where}: expected one symbol, was ${problem}; name it with instrument=ID=SYMBOL`;
      return { code: 'AMBIGUOUS_INSTRUMENT', detail };
    },
    rename(instrumentId, symbol) {
      if (!stated.has(instrumentId)) {
        setName(instrumentId, symbol);
      }
    },
  };
}

function covers(span: Span, tsNs: bigint): boolean {
  return tsNs >= span.fromNs && tsNs < span.toNs;
}

/** Names that stand for two instruments on one day (`ES.FUT`): they identify neither. */
function namesOfSeveral(intervals: readonly SymbolInterval[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name, own] of groupBy(intervals, (each) => each.symbol)) {
    const sorted = own.toSorted((a, b) => a.fromDay - b.fromDay);
    let reach = sorted[0];
    for (const next of sorted.slice(1)) {
      if (next.fromDay < reach.toDay && next.instrumentId !== reach.instrumentId) {
        names.add(name);
      }
      reach = next.toDay >= reach.toDay ? next : reach;
    }
  }
  return names;
}

/** Disjoint spans of one instrument, in time order. */
function spansOf(own: readonly SymbolInterval[], groupNames: ReadonlySet<string>): Span[] {
  const sorted = own.toSorted((a, b) => a.fromDay - b.fromDay || a.toDay - b.toDay);
  let reach = Number.NEGATIVE_INFINITY;
  const overlap = sorted.some((each) => {
    const overlaps = each.fromDay < reach;
    reach = Math.max(reach, each.toDay);
    return overlaps;
  });
  const edges = overlap
    ? [...new Set(sorted.flatMap((each) => [each.fromDay, each.toDay]))].sort((a, b) => a - b)
    : undefined;
  const pieces =
    edges === undefined
      ? sorted.map((each) => ({ fromDay: each.fromDay, toDay: each.toDay, names: [each.symbol] }))
      : edges.slice(1).map((toDay, index) => ({
          fromDay: edges[index],
          toDay,
          names: sorted
            .filter((each) => each.fromDay < toDay && each.toDay > edges[index])
            .map((each) => each.symbol),
        }));
  return pieces
    .filter((piece) => piece.names.length > 0)
    .map((piece) => {
      const symbols = new Set(piece.names);
      const only = symbols.size === 1 && !groupNames.has(piece.names[0]);
      return {
        fromNs: BigInt(piece.fromDay) * NS_PER_DAY,
        toNs: BigInt(piece.toDay) * NS_PER_DAY,
        symbols,
        symbol: only ? piece.names[0] : undefined,
      };
    });
}

function groupBy<Key>(
  intervals: readonly SymbolInterval[],
  keyOf: (interval: SymbolInterval) => Key,
): Map<Key, SymbolInterval[]> {
  const groups = new Map<Key, SymbolInterval[]>();
  for (const interval of intervals) {
    const key = keyOf(interval);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [interval]);
    } else {
      group.push(interval);
    }
  }
  return groups;
}
