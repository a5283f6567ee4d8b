import type { Dataset } from '@assay/schemas';
import { noData, notCompacted, retired } from './absent-hours.js';
import type { AbsentHour, HourFinder, RecordedHour, Wanted } from './find-hours.js';
import { frontContracts, type FrontParts } from './front-contract.js';
import {
  assertKnownKeys,
  nameOf,
  partitionFilter,
  requestedDates,
  type ReadSelection,
  type SilverReadRequest,
} from './read-request.js';
import { datesIn, isEmpty, requestedWindow, windowOfDate, type Window } from './window.js';

/** Rows of one hour, as many partition values as are wanted of it. */
export interface ReadStep {
  readonly hours: readonly RecordedHour[];
  /** Rows to look at. */
  readonly window: Window;
  /** Rows before this instant are looked at and not given. */
  readonly givenFromNs: bigint;
  /** Steps of one stretch carry an absent side on, from one to the next. */
  readonly stretch: string;
}

/**
 * What to read, in the order of time. Throws what there is not: `NOT_COMPACTED`, `NO_DATA`,
 * `BAD_REQUEST`.
 */
export async function planRead(
  parts: FrontParts,
  dataset: Dataset,
  request: SilverReadRequest,
): Promise<ReadStep[]> {
  assertKnownKeys(request);
  const window = requestedWindow(requestedDates(request), request);
  const isWanted = partitionFilter(dataset, request);
  const dates = new Set<string>();
  const steps: ReadStep[] = [];
  const absent: AbsentHour[] = [];
  const read = async (wanted: Wanted, name: string) => {
    const found = await findAll(parts.finder, wanted, request);
    found.dates.forEach((date) => dates.add(date));
    absent.push(...found.absent);
    steps.push(...stepsOf(found.hours, wanted.window, request, name));
  };
  if (request.contract === undefined) {
    await read({ dataset, isWanted, symbol: request.symbol, window }, '');
  } else {
    const front = await frontContracts(parts, dataset, request, window);
    front.dates.forEach((date) => dates.add(date));
    for (const [index, { symbol, window: own }] of front.chosen.entries()) {
      const isFront = (value: string) => value === symbol;
      await read({ dataset, isWanted: isFront, symbol, window: own }, String(index));
    }
  }
  const missing = datesIn(window).filter((date) => !dates.has(date));
  if (missing.length > 0 && request.allowMissing !== true) {
    throw noData(dataset, request, missing, await parts.finder.dates({ dataset, isWanted }));
  }
  tellLack(request, missing, absent);
  return steps;
}

function tellLack(
  { onLack }: ReadSelection,
  dates: readonly string[],
  absent: readonly AbsentHour[],
): void {
  const late = absent.filter((each) => each.late);
  const hours = absent.filter((each) => !each.late);
  if (dates.length + absent.length > 0) {
    onLack?.({ dates, hours, late });
  }
}

async function findAll(finder: HourFinder, wanted: Wanted, request: ReadSelection) {
  const { allowMissing = false, fresh = false, filled = false, onLack } = request;
  const ask = fresh ? 'always' : allowMissing && onLack === undefined ? 'never' : 'needed';
  const { dataset, window } = wanted;
  const looked = filled ? { ...wanted, window: fromMidnight(window) } : wanted;
  const found = await finder.find(looked, ask);
  // With `allowMissing` alone nobody would have asked Bronze.
  const isRefused = ({ late }: AbsentHour) => fresh || (!late && !allowMissing);
  const absent = found.absent.filter(isRefused);
  if (absent.length > 0) {
    throw notCompacted(dataset, nameOf(dataset, request), absent);
  }
  if (found.retired.length > 0 && !allowMissing) {
    throw retired(dataset, request, found.retired);
  }
  return found;
}

/** The window from the beginning of its first date on. */
function fromMidnight(window: Window): Window {
  if (isEmpty(window)) {
    return window;
  }
  const [first] = datesIn(window);
  return { startNs: windowOfDate(first).startNs, endNs: window.endNs };
}

function stepsOf(
  hours: readonly RecordedHour[],
  window: Window,
  { filled = false }: ReadSelection,
  name: string,
): ReadStep[] {
  const looked = filled ? fromMidnight(window) : window;
  const byHour = new Map<string, RecordedHour[]>();
  for (const each of hours) {
    const hour = `${each.date} ${each.record.hour ?? ''}`;
    byHour.set(hour, [...(byHour.get(hour) ?? []), each]);
  }
  return [...byHour]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, ofHour]) => ({
      hours: ofHour,
      window: looked,
      givenFromNs: window.startNs,
      stretch: `${name} ${ofHour[0].date}`,
    }));
}
