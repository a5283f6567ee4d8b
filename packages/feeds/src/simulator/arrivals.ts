import { exp } from './elementary.js';
import { exponential, uniform, type RandomState } from './random.js';

/**
 * When events of one kind come: a Hawkes process. Every event makes further ones more likely for a
 * while, which is how trades cluster; the long-run mean stays `perSecond`.
 */
export interface ArrivalLaw {
  /** Long-run mean, events per second. */
  readonly perSecond: number;
  /** Mean number of events that one event triggers directly; below 1. */
  readonly branching: number;
  /** How fast an event's influence fades, per second. */
  readonly decay: number;
  /** Part of the mean that other processes trigger (`excite`), events per second. */
  readonly triggered: number;
}

/** What a process remembers; JSON-safe. */
export interface ArrivalState {
  /** Extra intensity at `atNs`, events per second. */
  excitation: number;
  atNs: number;
}

/** A due time that never comes. */
export const NEVER = Number.MAX_SAFE_INTEGER;

const NS = 1e9;

/** Adds `events` triggered events (on the mean) to what is to come after `nowNs`. */
export function excite(state: ArrivalState, law: ArrivalLaw, nowNs: number, events: number): void {
  state.excitation =
    state.excitation * exp((-law.decay * (nowNs - state.atNs)) / NS) + events * law.decay;
  state.atNs = nowNs;
}

/** Notes that an event of the process itself happened. */
export function recordArrival(state: ArrivalState, law: ArrivalLaw, nowNs: number): void {
  excite(state, law, nowNs, law.branching);
}

/**
 * The next due time after `nowNs`, by Ogata's thinning. `activity` scales the base rate (mean 1; 0: closed). The
 * process has no memory beyond its state: drawing again before the due time is legitimate.
 */
export function drawArrival(
  state: ArrivalState,
  law: ArrivalLaw,
  activity: number,
  nowNs: number,
  random: RandomState,
): number {
  if (law.perSecond === 0 || activity === 0) {
    return NEVER;
  }
  const base = (law.perSecond * (1 - law.branching) - law.triggered) * activity;
  let excitation = state.excitation * exp((-law.decay * (nowNs - state.atNs)) / NS);
  let seconds = 0;
  for (;;) {
    const bound = base + excitation;
    const wait = exponential(random) / bound;
    seconds += wait;
    excitation *= exp(-law.decay * wait);
    if (uniform(random) * bound <= base + excitation) {
      return nowNs + Math.ceil(seconds * NS);
    }
  }
}
