import { LedgerError } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import type { SilverHour } from '@assay/schemas';
import { SilverError } from '../errors.js';
import type { HourResult } from '../hour-result.js';
import { optionsReason } from '../plan/options-reason.js';
import { planAgain, unitName, type PlannedUnit } from '../plan/plan-date.js';
import type { Wish } from '../plan/plan-unit.js';
import { buildUnit } from './build-unit.js';
import type { CompactorParts } from './compactor-parts.js';
import { resultOf } from './result-of.js';
import { publishUnit, type Published } from './publish-unit.js';
import { takeStanding } from './take-standing.js';

/** So often an hour is planned anew when another compactor was faster, before the call gives it up. */
const MOST_TRIES = 5;

/**
 * Does what was planned for one hour. Where another compactor was faster, the hour is planned anew by what
 * is there now: mostly nothing is left to do. Throws `OVERTAKEN` (retryable) when that goes on, or when
 * the other one was told another way to compact.
 */
export async function compactUnit(
  parts: CompactorParts,
  session: QuerySession,
  planned: PlannedUnit,
  wish: Wish,
): Promise<HourResult> {
  const startedMs = parts.clock.monotonicMs();
  const secondsSince = () => (parts.clock.monotonicMs() - startedMs) / 1_000;
  let current = planned;
  let currentWish = wish;
  let isPlannedAgain = false;
  for (let attempt = 1; ; attempt += 1) {
    const { verdict } = current;
    if (verdict.action === 'refuse') {
      throw verdict.error;
    }
    if (verdict.action === 'keep') {
      return resultOf(current, {
        status: 'unchanged',
        reason: current === planned ? verdict.reason : 'made by another compactor meanwhile',
        seconds: secondsSince(),
      });
    }
    let made: Attempt;
    try {
      made = await buildAndPublish(parts, session, current, currentWish);
    } catch (error) {
      // Retention may have deleted the hour's Bronze since it was planned: the log says so now.
      const again =
        isFileGone(error) && !isPlannedAgain
          ? await planAgain(parts, current.unit, currentWish)
          : undefined;
      if (again === undefined) {
        throw error;
      }
      isPlannedAgain = true;
      current = again;
      continue;
    }
    const { record, outcome } = made;
    if (outcome === 'published') {
      const built = record.output === null ? 'empty' : 'success';
      const status = verdict.action === 'restore' ? 'unchanged' : built;
      const done = { status, reason: verdict.reason, seconds: secondsSince() } as const;
      return resultOf(current, done, record);
    }
    parts.metrics.overtaken(current.unit.dataset.id);
    if (outcome === 'overwrote') {
      await putLatestBack(parts, session, current, currentWish);
    }
    // Whoever was faster has rebuilt it: to force it once more is nobody's wish.
    currentWish = { ...currentWish, force: false };
    current = await nextPlan(parts, current, currentWish, attempt);
  }
}

/** What was built, and whether it is the hour now. */
type Attempt =
  | { readonly record: SilverHour; readonly outcome: Published }
  | { readonly record: undefined; readonly outcome: 'changed' };

async function buildAndPublish(
  parts: CompactorParts,
  session: QuerySession,
  planned: PlannedUnit,
  wish: Wish,
): Promise<Attempt> {
  const { verdict } = planned;
  const built =
    verdict.action === 'restore'
      ? await takeStanding(parts, planned, verdict.record)
      : await buildUnit(parts, session, planned, wish);
  if (built === undefined) {
    return { record: undefined, outcome: 'changed' };
  }
  const { record } = built;
  try {
    return { record, outcome: await publishUnit(parts, planned, built) };
  } catch (error) {
    if (error instanceof SilverError && error.code === 'OVERTAKEN') {
      return { record, outcome: 'changed' };
    }
    throw error;
  } finally {
    if (built.file !== undefined) {
      await parts.staging.discard(built.file);
    }
  }
}

/** Makes the hour once more as its latest record says, also where that is not what was asked for here. */
async function putLatestBack(
  parts: CompactorParts,
  session: QuerySession,
  { unit }: PlannedUnit,
  wish: Wish,
): Promise<void> {
  const head = (await planAgain(parts, unit, wish))?.unit.head;
  if (head?.rule !== wish.rule) {
    return;
  }
  const asRecorded = { ...wish, options: head.options, force: false };
  const planned = await planAgain(parts, unit, asRecorded);
  const action = planned?.verdict.action;
  if (planned !== undefined && (action === 'build' || action === 'restore')) {
    await buildAndPublish(parts, session, planned, asRecorded);
  }
}

async function nextPlan(
  parts: CompactorParts,
  { unit }: PlannedUnit,
  wish: Wish,
  attempt: number,
): Promise<PlannedUnit> {
  const next = await planAgain(parts, unit, wish);
  const head = next?.unit.head;
  const isOtherWay =
    head !== undefined &&
    (head.rule !== wish.rule || optionsReason(head.options, wish.options) !== undefined);
  const isGivenUp = attempt >= MOST_TRIES && next?.verdict.action !== 'keep';
  if (next === undefined || isGivenUp || isOtherWay) {
    const how = isOtherWay ? ' with other options or another release' : '';
    throw new SilverError(
      'OVERTAKEN',
      `${unitName(unit)}: expected to be the only compactor of the hour, was overtaken by another one` +
        `${how}: wait until it has ended, then compact again`,
      { retryable: true },
    );
  }
  return next;
}

function isFileGone(error: unknown): boolean {
  return error instanceof LedgerError && error.code === 'FILE_GONE';
}
