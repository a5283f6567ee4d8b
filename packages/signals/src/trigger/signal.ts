import type { BarrierState } from '../barrier/barrier-state.js';
import type { LevelParameters } from '../config/level-parameters.js';

/** What a level says. */
export const SIGNALS = ['BREAK', 'REJECT', 'CONTESTED', 'NEUTRAL'] as const;

export type Signal = (typeof SIGNALS)[number];

/** What the signal of one level at one tick depends on. */
export interface SignalInputs {
  /** `break_score_smooth`. */
  readonly score: number;
  /** For how long the score has been above `breakScore` and below `rejectScore`: ns, −∞ where it is not. */
  readonly breakHeldNs: number;
  readonly rejectHeldNs: number;
  readonly isTouched: boolean;
  readonly barrier: BarrierState;
  /** Whether the volume of the level's zone is above its own trailing 90th percentile. */
  readonly isZoneBusy: boolean;
}

/** The signal that follows `before`: it stays until its release, then another may begin. */
export function nextSignal(
  before: Signal,
  inputs: SignalInputs,
  parameters: LevelParameters,
): Signal {
  return stays(before, inputs, parameters) ? before : begun(inputs, parameters);
}

/**
 * BREAK is released below 75, REJECT above 25, CONTESTED outside of both and when the barrier is no longer
 * consumed. Neither the touch of a REJECT nor the volume of a CONTESTED has to last.
 */
function stays(before: Signal, { score, barrier }: SignalInputs, parameters: LevelParameters) {
  const isAboveReject = score >= parameters.rejectReleaseScore;
  const isBelowBreak = score <= parameters.breakReleaseScore;
  switch (before) {
    case 'BREAK':
      return score >= parameters.breakReleaseScore;
    case 'REJECT':
      return score <= parameters.rejectReleaseScore;
    case 'CONTESTED':
      return barrier === 'CONSUMED' && isAboveReject && isBelowBreak;
    case 'NEUTRAL':
      return false;
  }
}

function begun(inputs: SignalInputs, parameters: LevelParameters): Signal {
  const { score, barrier } = inputs;
  const holdNs = parameters.holdSeconds * 1e9;
  if (inputs.breakHeldNs >= holdNs) {
    return 'BREAK';
  }
  if (inputs.rejectHeldNs >= holdNs && inputs.isTouched) {
    return 'REJECT';
  }
  const isBetween = score >= parameters.contestedLow && score <= parameters.contestedHigh;
  return isBetween && barrier === 'CONSUMED' && inputs.isZoneBusy ? 'CONTESTED' : 'NEUTRAL';
}
