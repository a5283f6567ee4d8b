import { zonedTimeNs, zonedTimeOf, type Session, type ZoneName } from '../../src/index.js';

export const NEW_YORK: ZoneName = 'America/New_York';
const NS_PER_MINUTE = 60_000_000_000n;

/** `2024-01-14 18:00` of an instant in New York, seconds and below where there are any. */
export function newYork(tsNs: bigint): string {
  const { date, timeOfDayNs } = zonedTimeOf(tsNs, NEW_YORK);
  const minutes = Number(timeOfDayNs / NS_PER_MINUTE);
  const rest = timeOfDayNs % NS_PER_MINUTE;
  const time = `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return `${date} ${time}${rest === 0n ? '' : ` + ${rest} ns`}`;
}

/** The segments of a session as text, one line each; of none, no line. */
export function hoursOf(session: Session | undefined): string[] {
  return (session?.segments ?? []).map(
    ({ name, startNs, endNs }) => `${name} ${newYork(startNs)} to ${newYork(endNs)}`,
  );
}

/** The instant of a New York date and time. */
export function at(date: string, time: string): bigint {
  return zonedTimeNs(date, time, NEW_YORK);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
