import type { ScoredLevel } from '../../../src/trigger/level-states.js';

export const GRID_NS = 250_000_000;
export const SECOND = 1_000_000_000;

/** Every score so far, weighted by the time since. */
export function naiveSmooth(history: readonly [number, ScoredLevel][]): number {
  const begin = history.findLastIndex(
    ([tNs], index) => index === 0 || tNs - history[index - 1][0] > 60 * SECOND,
  );
  const [lastNs] = history[history.length - 1];
  const left = (tNs: number) => Math.exp(-(lastNs - tNs) / (2 * SECOND));
  let sum = left(history[begin][0]) * history[begin][1].rawScore;
  for (let index = begin + 1; index < history.length; index += 1) {
    const [tNs, { rawScore }] = history[index];
    sum += (left(tNs) - left(history[index - 1][0])) * rawScore;
  }
  return sum;
}

/** For each tick looks back through all before it. */
export function naiveSignals(history: readonly [number, ScoredLevel][], smooth: readonly number[]) {
  const heldFor3s = (index: number, holds: (score: number) => boolean): boolean => {
    const [tNs] = history[index];
    let from = index;
    while (
      from > 0 &&
      holds(smooth[from]) &&
      holds(smooth[from - 1]) &&
      history[from][0] - history[from - 1][0] === GRID_NS
    ) {
      from -= 1;
    }
    return holds(smooth[index]) && tNs - history[from][0] >= 3 * SECOND;
  };
  const signals: string[] = [];
  history.forEach(([tNs, { barrier, isZoneBusy, distanceNanos }], index) => {
    const score = smooth[index];
    const isAway = index === 0 || tNs - history[index - 1][0] > 3 * SECOND;
    const before = isAway ? 'NEUTRAL' : signals[index - 1];
    if (
      (before === 'BREAK' && score >= 75) ||
      (before === 'REJECT' && score <= 25) ||
      (before === 'CONTESTED' && score >= 25 && score <= 75 && barrier === 'CONSUMED')
    ) {
      signals.push(before);
    } else if (heldFor3s(index, (held) => held > 80)) {
      signals.push('BREAK');
    } else if (heldFor3s(index, (held) => held < 20) && Math.abs(distanceNanos) <= 100_000_000) {
      signals.push('REJECT');
    } else if (score >= 30 && score <= 70 && barrier === 'CONSUMED' && isZoneBusy) {
      signals.push('CONTESTED');
    } else {
      signals.push('NEUTRAL');
    }
  });
  return signals;
}
