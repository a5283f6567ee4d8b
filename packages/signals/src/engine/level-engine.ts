import type { LevelSignal } from '@assay/schemas';
import type { BookCounts } from '../book/proxy-book.js';
import type { EventBatch } from '../events/event-batch.js';
import type { FlowCounts } from '../fuel/flow-counts.js';
import type { EngineSession } from '../session/engine-session.js';
import type { WarmUp } from '../warm-up/warm-up.js';

/** What the engine says at one instant of its grid: one row for each scored level, by level id. */
export interface LevelSnapshot {
  /** The instant T of the grid, int64 ns UTC. */
  readonly tsEventNs: bigint;
  /** T + lateness: from here on it can be decided on. */
  readonly tsKnownNs: bigint;
  readonly rows: readonly LevelSignal[];
}

/** Rows of a batch that were usable and came after the tick that they belong to. */
export interface PushOutcome {
  /** Their indexes in the batch, ascending; copies that change nothing are not among them. */
  readonly missed: readonly number[];
}

/** What was not used and why, since the engine was made; restored with its state. */
export interface EngineCounts {
  readonly used: number;
  readonly late: number;
  readonly early: number;
  readonly missed: number;
  /** Copies that the multiset rule leaves out. */
  readonly copies: number;
  /** Of other symbols, contracts or underlyings. */
  readonly foreign: number;
  /** Before the session, or between two. */
  readonly outOfSession: number;
  /** Prices or sizes that no market has (NaN, off the tick grid, below zero where none may be). */
  readonly unusable: number;
  /** Instants of the proxy's book that made no flow, since the engine was made; undefined without a proxy. */
  readonly book: Readonly<BookCounts> | undefined;
  /** Option prints of the open session: what gave them a gamma, and which gave nothing. */
  readonly options: FlowCounts;
  readonly ticks: number;
}

/**
 * The level engine: events in, snapshots out; no clock, no I/O, no randomness. Push in any order what became
 * known, then advance: the snapshot for T is made of the usable events with ts_event ≤ T, in total order.
 */
export interface LevelEngine {
  /** The session that is open; undefined before the first. */
  readonly session: EngineSession | undefined;
  /** The last instant of the grid that was made; undefined before the first. */
  readonly lastTickNs: bigint | undefined;
  readonly counts: EngineCounts;
  /** Ends the session before, forgets all of it, and opens this one. Throws `BAD_CALL` for an earlier one. */
  beginSession(session: EngineSession, warmUp: WarmUp): void;
  /** Takes rows in. Throws `BAD_EVENT` for a dataset or a column that it does not know. */
  pushBatch(batch: EventBatch): PushOutcome;
  /**
   * Makes every instant of the grid up to and including `watermarkNs`, inside the session. Gives the snapshots
   * that have rows. Throws `BAD_CALL` without a session.
   */
  advance(watermarkNs: bigint): LevelSnapshot[];
  /** All state, for `restoreLevelEngine` with the same configuration: it goes on to the same bytes. */
  snapshot(): Uint8Array;
}
