import {
  CalendarError,
  exchangeCalendar,
  parseContract,
  CALENDAR_NAMES,
  type CalendarName,
  type ExchangeCalendar,
  type Session,
} from '@assay/calendar';
import { dateOfHour, futuresTrades, hourIndexOf, isOutrightOf, type Dataset } from '@assay/schemas';
import { SilverError } from '../errors.js';
import { notCompacted } from './absent-hours.js';
import type { HourFinder, Wanted } from './find-hours.js';
import { badRequest, type ReadSelection } from './read-request.js';
import type { Volumes } from './session-volume.js';
import { intersection, isEmpty, type Window } from './window.js';

/** Roots whose sessions are known. Others are read with `calendar`. */
const CALENDAR_OF_ROOT: Readonly<Record<string, CalendarName>> = { ES: 'cme-es', MES: 'cme-es' };

/** What choosing a contract stands on. */
export interface FrontParts {
  readonly finder: HourFinder;
  readonly volumes: Volumes;
}

/** The contract of a stretch of time. */
export interface FrontContract {
  readonly symbol: string;
  readonly window: Window;
}

/** Contracts by ascending time. */
export interface FrontContracts {
  readonly chosen: readonly FrontContract[];
  /** The UTC dates of which there is something of the root, whichever contract. */
  readonly dates: ReadonlySet<string>;
}

/**
 * The front contract of each session that a window has a part of, with that part, ascending. An instant
 * between two sessions counts for the one to come. A part in which no contract of the root has rows is
 * left out: nothing has to be known for it.
 *
 * Throws `BAD_REQUEST` without a root or a calendar for it, `NOT_COMPACTED` when trades of the session
 * before are to be compacted first, `NO_DATA` when there were none (with `allowMissing` that part is left
 * out).
 */
export async function frontContracts(
  parts: FrontParts,
  dataset: Dataset,
  request: ReadSelection,
  window: Window,
): Promise<FrontContracts> {
  const { root } = request;
  if (root === undefined || dataset.partition.column !== 'symbol') {
    throw badRequest('expected "root", and a dataset by symbol, with contract: "front"');
  }
  const isWanted = (value: string) => isOutrightOf(root, value);
  const chosen: FrontContract[] = [];
  const dates = new Set<string>();
  for (const part of sessionParts(calendarOf(root, request.calendar), window)) {
    const ask = request.allowMissing === true ? 'never' : 'always';
    const any = await parts.finder.find(
      { dataset, isWanted, symbol: undefined, window: part.window },
      ask,
    );
    any.dates.forEach((date) => dates.add(date));
    if (any.hours.length === 0 && any.absent.length === 0) {
      continue;
    }
    const symbol = await frontOf(parts, root, part, request.allowMissing === true);
    if (symbol !== undefined) {
      chosen.push({ symbol, window: part.window });
    }
  }
  return { chosen, dates };
}

/** A session and the one before it, with what a window has of the former. */
interface SessionPart {
  readonly session: Session;
  readonly before: Session;
  readonly window: Window;
}

function sessionParts(calendar: ExchangeCalendar, window: Window): SessionPart[] {
  if (isEmpty(window)) {
    return [];
  }
  try {
    const parts: SessionPart[] = [];
    // Sessions that end on an earlier date have ended before this one begins, in UTC too.
    const date = dateOfHour(hourIndexOf(window.startNs));
    let session = calendar.session(date) ?? calendar.nextSession(date);
    for (;;) {
      const before = calendar.previousSession(session.date);
      if (before.endNs >= window.endNs) {
        return parts;
      }
      const own = intersection(window, { startNs: before.endNs, endNs: session.endNs });
      if (!isEmpty(own)) {
        parts.push({ session, before, window: own });
      }
      session = calendar.nextSession(session.date);
    }
  } catch (error) {
    if (error instanceof CalendarError) {
      throw badRequest(`contract "front": ${error.message}`, error);
    }
    throw error;
  }
}

/** Undefined when nothing traded and that is allowed. */
async function frontOf(
  { finder, volumes }: FrontParts,
  root: string,
  { session, before }: SessionPart,
  allowMissing: boolean,
): Promise<string | undefined> {
  const rule = `by the volume of session ${before.date}`;
  const why = `front contract of ${root} in session ${session.date}, ${rule}`;
  const trades: Wanted = {
    dataset: futuresTrades,
    isWanted: (value) => isOutrightOf(root, value),
    symbol: undefined,
    window: { startNs: before.startNs, endNs: before.endNs },
  };
  const found = await finder.find(trades, 'always');
  const absent = found.absent.filter(({ late }) => !late);
  if (absent.length > 0) {
    throw notCompacted(futuresTrades, why, absent);
  }
  const volume = await volumes.of(found.hours, trades.window);
  const front = [...volume].sort(byVolume(root, before.date)).at(0);
  if (front === undefined && !allowMissing) {
    throw new SilverError(
      'NO_DATA',
      `${why}: expected trades of its outrights, was none: name a symbol, or pass allowMissing for ` +
        'the other sessions',
    );
  }
  return front?.[0];
}

/**
 * The greatest volume first; of equal ones the contract that expires first, then the symbol. What is no
 * dated contract (`ES`, `ES.c.0`: volume of several) comes after those that are.
 */
function byVolume(root: string, asOf: string) {
  return ([one, volume]: [string, bigint], [other, otherVolume]: [string, bigint]): number => {
    const [oneExpires, otherExpires] = [expiryOf(one), expiryOf(other)];
    const dated = Number(otherExpires !== undefined) - Number(oneExpires !== undefined);
    if (dated !== 0) {
      return dated;
    }
    if (volume !== otherVolume) {
      return volume > otherVolume ? -1 : 1;
    }
    return (oneExpires ?? 0) - (otherExpires ?? 0) || Buffer.compare(bytes(one), bytes(other));
  };

  function expiryOf(symbol: string): number | undefined {
    if (!/^[A-Z](?:\d{1,2}|\d{4})$/.test(symbol.slice(root.length))) {
      return undefined;
    }
    const { year, month } = parseContract(symbol, asOf);
    return year * 12 + month;
  }
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}

function calendarOf(root: string, named: CalendarName | undefined): ExchangeCalendar {
  const name = named ?? CALENDAR_OF_ROOT[root];
  if (name === undefined || !CALENDAR_NAMES.includes(name)) {
    const roots = Object.keys(CALENDAR_OF_ROOT).join(', ');
    const was = named === undefined ? `root ${root}` : `calendar ${named}`;
    throw badRequest(
      `contract "front": expected a root of known sessions (${roots}), or "calendar" ` +
        `(${CALENDAR_NAMES.join(', ')}), was ${was}`,
    );
  }
  return exchangeCalendar(name);
}
