import type { Clock } from '@assay/telemetry';

/**
 * A time is not believed that lies so far ahead both of the host's clock and of all that was seen: one row of a
 * broken clock would end the session for all.
 */
const AHEAD_OF_CLOCK_NS = 86_400_000_000_000n;
const AHEAD_OF_EVENTS_NS = 7n * AHEAD_OF_CLOCK_NS;

/**
 * Times up to here are believed.
 *
 * @param latestNs the latest that was seen and believed; undefined where nothing was
 */
export function believedToNs(clock: Pick<Clock, 'nowNs'>, latestNs: bigint | undefined): bigint {
  const byClock = clock.nowNs() + AHEAD_OF_CLOCK_NS;
  const byEvents = latestNs === undefined ? byClock : latestNs + AHEAD_OF_EVENTS_NS;
  return byClock > byEvents ? byClock : byEvents;
}
