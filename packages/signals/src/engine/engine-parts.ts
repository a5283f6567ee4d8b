import { LevelBarriers } from '../barrier/level-barriers.js';
import { ProxyBook } from '../book/proxy-book.js';
import type { EngineConfig } from '../config/engine-config.js';
import { DealerFlow } from '../fuel/dealer-flow.js';
import { LevelFinder } from '../levels/level-finder.js';
import { RatioTracker } from '../market/ratio-tracker.js';
import { tradingWindows } from '../market/trading-windows.js';
import { UnderlyingQuotes } from '../market/underlying-quotes.js';
import { UnderlyingTape } from '../market/underlying-tape.js';
import type { EngineSession } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { AggressorRule } from '../tape/aggressor-rule.js';
import { TapeWindow } from '../tape/tape-window.js';
import { LevelStates } from '../trigger/level-states.js';
import { FuturesQuotes } from './futures-quotes.js';

/** What the proxy feeds. */
export interface ProxyParts {
  /** Nano-units of one tick. */
  readonly tickNanos: number;
  readonly aggressors: AggressorRule;
  readonly book: ProxyBook;
  readonly tape: TapeWindow;
  readonly ratio: RatioTracker;
  readonly barriers: LevelBarriers;
  /** Where the proxy is the underlying itself. */
  readonly ownQuotes: FuturesQuotes | undefined;
}

/** The parts of one engine. */
export interface EngineParts {
  readonly quotes: UnderlyingQuotes;
  readonly tape: UnderlyingTape;
  readonly dealers: DealerFlow;
  readonly finder: LevelFinder;
  readonly states: LevelStates;
  /** Undefined where no proxy is configured. */
  readonly proxy: ProxyParts | undefined;
}

const NS_PER_MS = 1_000_000;
const NS_PER_SECOND = 1_000_000_000;

/** Parts that know of nothing yet. */
export function createParts(config: EngineConfig): EngineParts {
  const { parameters, hotzones } = config;
  const quotes = new UnderlyingQuotes(parameters);
  return {
    quotes,
    tape: new UnderlyingTape(parameters),
    dealers: new DealerFlow(parameters),
    finder: new LevelFinder(parameters, hotzones),
    states: new LevelStates(parameters, config.gridMs * NS_PER_MS),
    proxy: createProxyParts(config, quotes),
  };
}

function createProxyParts(
  { proxy, parameters, gridMs, underlying }: EngineConfig,
  quotes: UnderlyingQuotes,
): ProxyParts | undefined {
  if (proxy === null) {
    return undefined;
  }
  const tickNanos = Math.round(proxy.tickSize * 1e9);
  const gridNs = gridMs * NS_PER_MS;
  return {
    tickNanos,
    aggressors: new AggressorRule(parameters.bookStaleSeconds * NS_PER_SECOND),
    book: new ProxyBook(parameters, gridNs),
    tape: new TapeWindow(parameters, proxy),
    ratio: new RatioTracker(proxy.ratio, parameters),
    barriers: new LevelBarriers(parameters, gridNs),
    ownQuotes: underlying.kind === 'futures' ? new FuturesQuotes(quotes, tickNanos) : undefined,
  };
}

/** A session begins: every part forgets the one before. */
export function resetParts(
  { quotes, tape, dealers, states, proxy }: EngineParts,
  session: EngineSession,
  front: string | null,
  barCloses: readonly number[],
): void {
  quotes.reset();
  tape.reset(tradingWindows(session), barCloses);
  dealers.reset(session);
  states.reset();
  if (proxy !== undefined) {
    proxy.aggressors.reset();
    proxy.book.reset();
    proxy.tape.reset();
    proxy.ratio.reset();
    proxy.ratio.contract(front ?? '');
    proxy.barriers.reset();
    proxy.ownQuotes?.reset();
  }
}

export function saveParts(writer: StateWriter, parts: EngineParts): void {
  for (const part of statefulParts(parts)) {
    part.save(writer);
  }
}

/** After `resetParts` to the session that the state is of. */
export function loadParts(reader: StateReader, parts: EngineParts): void {
  for (const part of statefulParts(parts)) {
    part.load(reader);
  }
}

function statefulParts({ quotes, tape, dealers, states, proxy }: EngineParts): Stateful[] {
  const own = [quotes, tape, dealers, states];
  if (proxy === undefined) {
    return own;
  }
  const { aggressors, book, barriers, ratio, ownQuotes } = proxy;
  const fed = [...own, aggressors, book, proxy.tape, ratio, barriers];
  return ownQuotes === undefined ? fed : [...fed, ownQuotes];
}
