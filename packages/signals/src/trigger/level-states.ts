import type { BarrierState } from '../barrier/barrier-state.js';
import type { LevelParameters } from '../config/level-parameters.js';
import type { Direction } from '../levels/level.js';
import { exponential } from '../math/exponential.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import { nextSignal, SIGNALS, type Signal } from './signal.js';

/** One level that is scored at this tick. */
export interface ScoredLevel {
  readonly id: string;
  readonly direction: Direction;
  /** `break_score_raw`, 0 to 100. */
  readonly rawScore: number;
  /** spot − level in nano-units. */
  readonly distanceNanos: number;
  readonly barrier: BarrierState;
  /** Whether the volume of its zone is above its own trailing 90th percentile. */
  readonly isZoneBusy: boolean;
}

/** What becomes of it. */
export interface LevelVerdict {
  /** `break_score_smooth`. */
  readonly smoothScore: number;
  readonly signal: Signal;
  /** Whether the direction is another one than at the tick where the level was scored last. */
  readonly isFlipped: boolean;
}

interface LevelState {
  lastNs: SessionNs;
  direction: Direction;
  smoothScore: number;
  signal: Signal;
  /** Since when the smooth score is above `breakScore` and below `rejectScore`; NEVER: it is not. */
  breakSinceNs: SessionNs;
  rejectSinceNs: SessionNs;
}

/** An instant that does not come. */
const NEVER: SessionNs = Infinity;

/** After so many time constants less than 10^-11 of a score is left of an older one: the level is forgotten. */
const FORGOTTEN_AFTER = 30;

/**
 * What is kept of each level from tick to tick: its smooth score, how long that has held, and its signal. All
 * of it is the level's own, and is kept when spot goes to its other side.
 *
 * A level is scored only while spot is near it. Its smooth score ages by the event time that has passed, however
 * long it was away. "For 3 s" means at every tick of 3 s: a hold begins anew after a tick without the level. A
 * signal outlives an absence of up to the hold time, and ends with a longer one.
 */
export class LevelStates implements Stateful {
  private readonly parameters: LevelParameters;
  private readonly gridNs: SessionNs;
  private readonly touchNanos: number;
  private readonly states = new Map<string, LevelState>();
  private cleanedNs: SessionNs = 0;

  constructor(parameters: LevelParameters, gridNs: SessionNs) {
    this.parameters = parameters;
    this.gridNs = gridNs;
    this.touchNanos = Math.round(parameters.touchBand * 1e9);
  }

  /** Takes the level at the tick `tNs`: once a tick, ticks ascending. */
  next(level: ScoredLevel, tNs: SessionNs): LevelVerdict {
    this.clean(tNs);
    const state = this.stateOf(level, tNs);
    const { parameters } = this;
    const passedNs = tNs - state.lastNs;
    const isFlipped = state.direction !== level.direction;
    state.smoothScore +=
      (1 - exponential(-passedNs / (parameters.smoothingSeconds * 1e9))) *
      (level.rawScore - state.smoothScore);
    if (passedNs > this.gridNs) {
      state.breakSinceNs = NEVER;
      state.rejectSinceNs = NEVER;
    }
    const score = state.smoothScore;
    state.breakSinceNs = heldSince(score > parameters.breakScore, state.breakSinceNs, tNs);
    state.rejectSinceNs = heldSince(score < parameters.rejectScore, state.rejectSinceNs, tNs);
    state.signal = nextSignal(
      passedNs > parameters.holdSeconds * 1e9 ? 'NEUTRAL' : state.signal,
      {
        score,
        breakHeldNs: tNs - state.breakSinceNs,
        rejectHeldNs: tNs - state.rejectSinceNs,
        isTouched: Math.abs(level.distanceNanos) <= this.touchNanos,
        barrier: level.barrier,
        isZoneBusy: level.isZoneBusy,
      },
      parameters,
    );
    state.lastNs = tNs;
    state.direction = level.direction;
    return { smoothScore: score, signal: state.signal, isFlipped };
  }

  reset(): void {
    this.states.clear();
    this.cleanedNs = 0;
  }

  save(writer: StateWriter): void {
    writer.number(this.cleanedNs);
    writer.number(this.states.size);
    for (const id of [...this.states.keys()].sort()) {
      const state = this.states.get(id);
      if (state !== undefined) {
        writer.text(id);
        saveState(writer, state);
      }
    }
  }

  load(reader: StateReader): void {
    this.states.clear();
    this.cleanedNs = reader.number();
    for (let left = reader.number(); left > 0; left -= 1) {
      this.states.set(reader.text(), loadState(reader));
    }
  }

  /** The level's state; one that begins with its raw score where there is none, or one too old. */
  private stateOf({ id, direction, rawScore }: ScoredLevel, tNs: SessionNs): LevelState {
    const known = this.states.get(id);
    if (known !== undefined && tNs - known.lastNs <= this.forgetNs) {
      return known;
    }
    const fresh: LevelState = {
      lastNs: tNs,
      direction,
      smoothScore: rawScore,
      signal: 'NEUTRAL',
      breakSinceNs: NEVER,
      rejectSinceNs: NEVER,
    };
    this.states.set(id, fresh);
    return fresh;
  }

  private get forgetNs(): SessionNs {
    return FORGOTTEN_AFTER * this.parameters.smoothingSeconds * 1e9;
  }

  /** Drops what is forgotten anyway: a matter of memory, at instants that only ticks decide. */
  private clean(tNs: SessionNs): void {
    if (tNs - this.cleanedNs <= this.forgetNs) {
      return;
    }
    this.cleanedNs = tNs;
    for (const [id, state] of this.states) {
      if (tNs - state.lastNs > this.forgetNs) {
        this.states.delete(id);
      }
    }
  }
}

function heldSince(holds: boolean, sinceNs: SessionNs, tNs: SessionNs): SessionNs {
  return holds ? Math.min(sinceNs, tNs) : NEVER;
}

function saveState(writer: StateWriter, state: LevelState): void {
  writer.flag(state.direction === 'SUPPORT');
  writer.number(SIGNALS.indexOf(state.signal));
  writer.numbers([state.lastNs, state.smoothScore, state.breakSinceNs, state.rejectSinceNs]);
}

function loadState(reader: StateReader): LevelState {
  const direction = reader.flag() ? 'SUPPORT' : 'RESISTANCE';
  const signal = SIGNALS[reader.number()];
  const [lastNs, smoothScore, breakSinceNs, rejectSinceNs] = reader.numbers();
  return { lastNs, direction, smoothScore, signal, breakSinceNs, rejectSinceNs };
}
