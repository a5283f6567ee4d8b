import type { Clock } from '@assay/telemetry';

/**
 * A time is not believed that lies so far ahead both of the host's clock and of all that was seen: one row of a
 * broken clock would end the session for all.
 */
const AHEAD_OF_CLOCK_NS = 86_400_000_000_000n;
const AHEAD_OF_EVENTS_NS = 7n * AHEAD_OF_CLOCK_NS;
/** What was seen is live when it lies so little behind the host's clock; then that clock judges what comes. */
const LIVE_WITHIN_NS = 300_000_000_000n;
/** How far ahead of the host's clock live rows are believed. */
const AHEAD_LIVE_NS = 5_000_000_000n;

/**
 * Times up to here are believed.
 *
 * @param latestNs the latest that was seen and believed; undefined where nothing was
 */
export function believedToNs(clock: Pick<Clock, 'nowNs'>, latestNs: bigint | undefined): bigint {
  const nowNs = clock.nowNs();
  const liveToNs = nowNs + AHEAD_LIVE_NS;
  if (latestNs !== undefined && latestNs >= nowNs - LIVE_WITHIN_NS && latestNs <= liveToNs) {
    return liveToNs;
  }
  const byClock = nowNs + AHEAD_OF_CLOCK_NS;
  const byEvents = latestNs === undefined ? byClock : latestNs + AHEAD_OF_EVENTS_NS;
  return byClock > byEvents ? byClock : byEvents;
}
