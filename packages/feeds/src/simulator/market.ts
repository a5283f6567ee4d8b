import { drawArrival, NEVER, recordArrival } from './arrivals.js';
import type { SimulatedEvent } from './event.js';
import {
  arrivalLaws,
  PROCESSES,
  RANDOM_PROCESSES,
  type Process,
  type RandomProcess,
} from './schedule.js';
import { TICK_POINTS, ticksPerRootSecond } from './fair-price.js';
import { marketHours } from './hours.js';
import { expectTime, ratesOf, resolveSettings, type MarketSimulatorOptions } from './settings.js';
import type { MarketSettings } from './settings.js';
import { readSnapshot, SNAPSHOT_FORMAT, type MarketSnapshot } from './snapshot.js';
import { initialState, shiftAnchor, type MarketState } from './state.js';
import { currentListing } from './steps/heartbeat.js';
import type { StepContext } from './steps/step-context.js';
import { STEPS } from './steps/steps.js';
import type { TellTruth, TruthRecord } from './truth.js';

/** A simulated market that is moved on by hand. It keeps no time of its own: event time is its input. */
export interface MarketSimulator {
  /** The ordinal of the next event: 0 in the beginning, then as many as there were. */
  readonly nextOrdinal: number;
  /** Event time of the last event, or the start, ns UTC. */
  readonly timeNs: bigint;
  /**
   * The next events with `ts_event_ns` ≤ `untilNs`, in total order: event times never fall, ordinals
   * are contiguous. Stops after the instant that reaches `maxEvents` (an instant is never divided, so
   * that a batch may be up to a greeks snapshot longer). Empty: nothing more happens until `untilNs`.
   */
  advance(untilNs: bigint, maxEvents: number): SimulatedEvent[];
  /** All of the state between two batches, JSON-safe; see `restoreMarketSimulator`. */
  snapshot(): MarketSnapshot;
}

/** What a market is given besides its options: they are no part of what it does. */
export interface MarketListeners {
  /** Hears what the market knows and no feed says (`TRUTH_KINDS`), in order of time, as it advances. */
  readonly onTruth?: (record: TruthRecord) => void;
}

/** Which part of the day's tempo a process follows. */
const TEMPO_OF: Readonly<Record<RandomProcess, 'futures' | 'stocks' | 'options'>> = {
  marketOrders: 'futures',
  bookOrders: 'futures',
  sweeps: 'futures',
  stockQuotes: 'stocks',
  stockTrades: 'stocks',
  optionTrades: 'options',
};

const HOUR_NS = 3_600_000_000_000;
const SECOND_NS = 1_000_000_000;
/** Numbers that feeds are ahead after a pause, beyond what its length explains. */
const SEQUENCE_JUMP = 1_000;

/**
 * Makes a market. The same options give the same events, byte for byte, on any machine: state is
 * integers and IEEE-754 doubles, functions are built from + − × ÷ √ alone.
 * Throws `FeedError` (`BAD_OPTION`).
 */
export function createMarketSimulator(
  options: MarketSimulatorOptions,
  listeners: MarketListeners = {},
): MarketSimulator {
  const settings = resolveSettings(options);
  return assemble(settings, options.startNs, initialState(settings), listeners);
}

/**
 * Goes on from a snapshot, with ordinals and numbering continued. Without `resumeAtNs` the events are
 * those that the market would have brought anyway, byte for byte. With it the market stood still and
 * wakes at that instant (event time never falls: an earlier one changes nothing): the next events are
 * whole books, as after a reconnection, and feed numbers have jumped ahead.
 * Throws `FeedError` (`BAD_SESSION`) when the snapshot is damaged or of another format.
 */
export function restoreMarketSimulator(
  snapshot: MarketSnapshot,
  options: MarketListeners & { readonly resumeAtNs?: bigint } = {},
): MarketSimulator {
  const { settings, anchorNs, state } = readSnapshot(snapshot);
  const { resumeAtNs } = options;
  if (resumeAtNs === undefined) {
    return assemble(settings, anchorNs, state, options);
  }
  expectTime('resumeAtNs', resumeAtNs);
  const pauseNs = resumeAtNs - (anchorNs + BigInt(state.nowNs));
  if (pauseNs <= 0n) {
    return assemble(settings, anchorNs, state, options);
  }
  if (state.ordinal > 0) {
    wakeUp(settings, state, Number(pauseNs) / SECOND_NS);
  }
  return assemble(settings, anchorNs + pauseNs, state, options);
}

/** The feeds went on without us: their numbers are ahead by about what the pause would have brought. */
function wakeUp(settings: MarketSettings, state: MarketState, pauseSeconds: number): void {
  const rates = ratesOf(settings);
  const perSecond = {
    futures: rates.bookUpdates + rates.futuresTrades,
    stockQuotes: rates.stockQuotes,
    stockTrades: rates.stockTrades,
    options: rates.optionTrades,
  };
  for (const name of ['futures', 'stockQuotes', 'stockTrades', 'options'] as const) {
    const missed = Math.ceil(perSecond[name] * pauseSeconds);
    state.channels[name].sequence += missed + SEQUENCE_JUMP;
  }
  state.dues.open = state.nowNs;
}

function isRandom(process: Process): process is RandomProcess {
  return (RANDOM_PROCESSES as readonly Process[]).includes(process);
}

function assemble(
  settings: MarketSettings,
  firstAnchorNs: bigint,
  state: MarketState,
  { onTruth }: MarketListeners,
): MarketSimulator {
  const laws = arrivalLaws(settings);
  const hours = marketHours(settings);
  const { dues } = state;
  let anchorNs = firstAnchorNs;
  let batch: SimulatedEvent[] = [];
  const tell: TellTruth = (kind, tsEventNs, fields) => onTruth?.({ tsEventNs, kind, fields });
  const context: StepContext = {
    settings,
    laws,
    hours,
    state,
    ticksPerRootSecond: ticksPerRootSecond(
      settings.futuresPrice / TICK_POINTS,
      settings.annualVolatility,
    ),
    redraw: false,
    listed: state.date === '' ? [] : currentListing(settings, hours, state),
    instant: (offsetNs) => anchorNs + BigInt(offsetNs),
    emit: (dataset, row) => {
      // A dataset and its row belong together by the signature of `Emit`.
      batch.push({ ordinal: state.ordinal, dataset, row } as unknown as SimulatedEvent);
      state.ordinal += 1;
    },
    tell,
  };

  function nextProcess(): Process {
    let next: Process = 'heartbeat';
    for (const name of PROCESSES) {
      if (dues[name] < dues[next]) {
        next = name;
      }
    }
    return next;
  }

  /** An instant is one process's alone: two never share a stamp, so that their order is plain. */
  function instantOf(process: Process): number {
    return process === 'open' ? dues.open : Math.max(dues[process], state.nowNs + 1);
  }

  function run(process: Process): void {
    if (process === 'open') {
      dues.open = NEVER;
    }
    STEPS[process](context);
    if (process === 'heartbeat' && state.nowNs > HOUR_NS) {
      const byNs = Math.floor(state.nowNs / HOUR_NS) * HOUR_NS;
      shiftAnchor(state, byNs);
      anchorNs += BigInt(byNs);
    }
  }

  /** Draws when a random process comes next; a market order also hastens the book's. */
  function drawNext(process: Process): void {
    if (isRandom(process)) {
      recordArrival(state.arrivals[process], laws[process], state.nowNs);
      drawDue(process);
      if (process === 'marketOrders' || process === 'sweeps') {
        drawDue('bookOrders');
      }
    }
    if (context.redraw) {
      context.redraw = false;
      RANDOM_PROCESSES.forEach(drawDue);
    }
  }

  function drawDue(process: RandomProcess): void {
    const { arrivals } = state.randoms;
    const arrival = state.arrivals[process];
    const pace = state.rate * state.tempo[TEMPO_OF[process]];
    dues[process] = drawArrival(arrival, laws[process], pace, state.nowNs, arrivals);
  }

  return {
    get nextOrdinal() {
      return state.ordinal;
    },
    get timeNs() {
      return context.instant(state.nowNs);
    },
    advance(untilNs, maxEvents) {
      batch = [];
      while (batch.length < maxEvents) {
        const process = nextProcess();
        const nowNs = instantOf(process);
        if (context.instant(nowNs) > untilNs) {
          break;
        }
        state.nowNs = nowNs;
        run(process);
        drawNext(process);
      }
      return batch;
    },
    snapshot: () => ({
      format: SNAPSHOT_FORMAT,
      settings,
      anchorNs: String(anchorNs),
      state: structuredClone(state),
    }),
  };
}
