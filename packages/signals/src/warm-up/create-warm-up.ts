import { contractSymbol, frontContract } from '@assay/calendar';
import type { EngineConfig } from '../config/engine-config.js';
import { SignalsError } from '../errors.js';
import type { EventBatch } from '../events/event-batch.js';
import { EventIntake } from '../events/event-intake.js';
import { noCounts, type IntakeCounts } from '../events/intake-rules.js';
import { KEPT_BARS } from '../market/bar-closes.js';
import { BAR_NS } from '../market/trading-windows.js';
import type { EngineSession } from '../session/engine-session.js';
import { contractName, frontByVolume } from './front-by-volume.js';
import { makeWarmUp } from './make-warm-up.js';
import { SessionSums } from './session-sums.js';
import { warmUpNeeds, type WarmUpNeed } from './warm-up-needs.js';
import type { WarmUp } from './warm-up.js';

/** Rows that a warm-up read, by what became of them. */
export type WarmUpCounts = Pick<IntakeCounts, 'used' | 'late' | 'early' | 'copies' | 'unusable'>;

/** Computes the warm-up of one session from the rows of the sessions before it. */
export interface WarmUpBuilder {
  /** What to push. */
  readonly needs: readonly WarmUpNeed[];
  /** Grows with `endSession` and `finish`. */
  readonly counts: WarmUpCounts;
  /**
   * Takes rows in: in any order, in batches of any size, from live messages, Bronze or Silver. Throws `BAD_EVENT`
   * for a dataset or a column that the engine does not know.
   */
  push(batch: EventBatch): void;
  /**
   * All rows of one of the sessions have been pushed: it is computed now and its rows are let go, so that memory
   * holds one session instead of all. Gives the same as without. Throws `BAD_CALL` for another session.
   */
  endSession(date: string): void;
  /** The warm-up of all that was pushed. */
  finish(): WarmUp;
}

interface OpenSession {
  readonly session: EngineSession;
  readonly sums: SessionSums;
  /** Undefined once it has ended. */
  intake: EventIntake | undefined;
}

/**
 * Begins the warm-up of a session. It judges rows as the engine does (late, early, copies), so that live, replay and
 * batch compute the same. Throws `BAD_CALL` for a session before that does not end by the start of this one.
 *
 * @param previousSessions the K sessions before, oldest first
 */
export function createWarmUp(
  config: EngineConfig,
  session: EngineSession,
  previousSessions: readonly EngineSession[],
): WarmUpBuilder {
  checkOrder(session, previousSessions);
  const needs = warmUpNeeds(config, previousSessions);
  const counts = noCounts();
  const open = previousSessions.map((each) => openSession(config, each, needs, counts));

  function end(each: OpenSession): void {
    const { startNs, endNs } = each.session;
    each.intake?.takeTo(Number(endNs - startNs), each.sums);
    each.intake = undefined;
  }

  return {
    needs,
    counts,
    push(batch) {
      for (const { intake } of open) {
        intake?.pushBatch(batch);
      }
    },
    endSession(date) {
      const found = open.find((each) => each.session.date === date);
      if (found === undefined) {
        const dates = previousSessions.map((each) => each.date).join(', ');
        throw badCall(`expected one of the sessions before (${dates}), was ${date}`);
      }
      end(found);
    },
    finish() {
      open.forEach(end);
      return warmUpOf(config, session, open);
    },
  };
}

function openSession(
  config: EngineConfig,
  session: EngineSession,
  needs: readonly WarmUpNeed[],
  counts: IntakeCounts,
): OpenSession {
  const { startNs, endNs } = session;
  const { latenessMs, earlinessMs, copySeconds } = config;
  const tickSize = config.proxy?.tickSize ?? 1;
  const own = needs.filter((need) => need.startNs < endNs && startNs < need.endNs);
  const intake = new EventIntake(
    {
      startNs,
      endNs,
      latenessMs,
      earlinessMs,
      copySeconds,
      tickSize,
      wants: (datasetId, partition) =>
        own.some((need) => need.datasetId === datasetId && need.wants(partition)),
    },
    counts,
  );
  const sums = new SessionSums(
    Number(startNs % BigInt(BAR_NS)),
    Math.round(tickSize * 1e9),
    (symbol) => contractName(symbol, config.proxy?.root ?? '', session.date),
  );
  return { session, sums, intake };
}

function warmUpOf(
  config: EngineConfig,
  { date }: EngineSession,
  open: readonly OpenSession[],
): WarmUp {
  const { underlying, proxy } = config;
  const last = open.at(-1);
  const front =
    proxy === null || last === undefined
      ? null
      : frontByVolume(last.sums.volumes, proxy.root, last.session.date);
  const symbol =
    underlying.kind === 'stock'
      ? underlying.symbol
      : (front ?? contractSymbol(frontContract(underlying.root, date)));
  const closes = open.map(({ sums }) => sums.closesOf(symbol));
  return makeWarmUp({
    sessions: open.map((each) => each.session.date),
    missing: open.flatMap((each, index) => (closes[index].length === 0 ? [each.session.date] : [])),
    barCloses: closes.flat().slice(-KEPT_BARS),
    frontContract: front,
    openInterest: last?.sums.openInterest ?? new Map(),
  });
}

function checkOrder(session: EngineSession, previousSessions: readonly EngineSession[]): void {
  [...previousSessions, session].reduce((before, after) => {
    if (before.endNs > after.startNs) {
      throw badCall(
        `expected sessions that end before ${after.date} begins, oldest first, was ${before.date}`,
      );
    }
    return after;
  });
}

function badCall(message: string): SignalsError {
  return new SignalsError('BAD_CALL', `warm-up: ${message}`);
}
