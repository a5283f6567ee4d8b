import type { RunningRange } from '../market/running-range.js';
import type { UnderlyingTape } from '../market/underlying-tape.js';
import type { SessionNs } from '../session/engine-session.js';
import type { Level, LevelKind } from './level.js';

/** The levels that the underlying's own prints make, as of an instant; those without a print are absent. */
export function tapeLevels(tNs: SessionNs, tape: UnderlyingTape): Level[] {
  const { session } = tape;
  if (session === undefined) {
    return [];
  }
  const levels = [
    ...rangeLevels('PM_HIGH', 'PM_LOW', tape.premarket, tNs < session.regularStart),
    ...rangeLevels('OR_HIGH', 'OR_LOW', tape.opening, tNs < session.openingEnd),
    ...rangeLevels('SESSION_HIGH', 'SESSION_LOW', tape.regular, false),
  ];
  const means: readonly (readonly [LevelKind, number | undefined])[] = [
    ['VWAP', tape.vwap()],
    ['SMA_200', tape.bars.meanOf(200)],
    ['SMA_400', tape.bars.meanOf(400)],
  ];
  for (const [kind, nanos] of means) {
    if (nanos !== undefined) {
      levels.push({ id: kind, kind, nanos, isRunning: false, isNew: false });
    }
  }
  return levels;
}

function rangeLevels(
  high: LevelKind,
  low: LevelKind,
  range: RunningRange,
  isRunning: boolean,
): Level[] {
  return range.isEmpty
    ? []
    : [
        { id: high, kind: high, nanos: range.high, isRunning, isNew: range.isHighNew },
        { id: low, kind: low, nanos: range.low, isRunning, isNew: range.isLowNew },
      ];
}
