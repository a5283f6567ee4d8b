import type {
  EngineConfig,
  EngineSession,
  EventBatch,
  LevelEngine,
  LevelSnapshot,
  WarmUp,
} from '@assay/signals';
import type { Clock } from '@assay/telemetry';
import type { KnownSessions } from '../session/known-sessions.js';
import { believedToNs } from './believed-to.js';
import { eventTimes } from './event-times.js';
import type { LiveWatermark } from './live-watermark.js';
import type { MissedEvents } from './missed-events.js';

/** What drives an engine. */
export interface EngineDriverParts {
  readonly config: EngineConfig;
  readonly engine: LevelEngine;
  readonly sessions: Pick<KnownSessions, 'sessionAt'>;
  readonly watermark: LiveWatermark;
  readonly missed: MissedEvents;
  readonly clock: Clock;
  /** The rows of a batch that the engine is fed with: others say nothing of the time. */
  readonly wantedOf: (batch: EventBatch) => EventBatch;
  /** No event that is still to be read became known before this; undefined: the watermark alone says. */
  readonly boundNs: () => bigint | undefined;
  /** The warm-up of a session that is about to begin. */
  readonly warmUpOf: (session: EngineSession) => Promise<WarmUp>;
  /** Asked after every minute of instants where more are due at once; false: the rest is for another time. */
  readonly pace: () => Promise<boolean>;
  /** Takes what is made. */
  readonly onSnapshot: (snapshot: LevelSnapshot) => void;
}

/** Instants that are made in one go: a halt of hours ends in tens of thousands. */
const MOST_TICKS = 240;
const NS_PER_MS = 1_000_000n;

/**
 * Pushes batches into an engine, makes the instants that are due, and begins sessions: the next one is that of the
 * earliest event seen beyond the open one, begun when every instant of that one is made. Its calls must not
 * overlap.
 */
export class EngineDriver {
  warmUpDigest: string | null = null;
  /** Rows whose times were not believed. */
  ahead = 0;
  private readonly parts: EngineDriverParts;
  /** Sessions after the open one that rows were seen of, by their start. */
  private readonly later = new Map<bigint, EngineSession>();

  constructor(parts: EngineDriverParts) {
    this.parts = parts;
  }

  /** Starts of the sessions after the open one that rows were seen of. */
  get laterStarts(): readonly bigint[] {
    return [...this.later.keys()];
  }

  /** Goes on where another driver of the same engine was. */
  restore(warmUpDigest: string | null, laterStarts: readonly bigint[]): void {
    this.warmUpDigest = warmUpDigest;
    this.noteSessions(laterStarts);
  }

  /**
   * Takes rows in; the first of all begin the first session. Gives when the latest usable one became known;
   * undefined where none says so.
   */
  async take(batch: EventBatch): Promise<bigint | undefined> {
    const { engine, watermark, missed, clock, config, wantedOf } = this.parts;
    const { knownToNs, usableNs, ahead } = eventTimes(wantedOf(batch), config, this.believedToNs());
    this.ahead += ahead;
    this.noteSessions(usableNs);
    if (engine.session === undefined && !(await this.beginNext())) {
      // Rows of no session, before the first.
      return undefined;
    }
    const { startNs } = engine.session ?? { startNs: 0n };
    // An input of earlier sessions alone is none of this one.
    if (knownToNs !== undefined && knownToNs >= startNs) {
      watermark.show(batch.dataset, knownToNs, clock.monotonicMs());
    }
    missed.add(batch, engine.pushBatch(batch).missed);
    return knownToNs;
  }

  /**
   * Makes what is due, over as many sessions as it takes.
   *
   * @param limitNs nothing after this instant (default: no limit)
   * @param leadNs an input is silent when another has shown so much more (default: when the allowance says so)
   */
  async settle(limitNs?: bigint, leadNs?: bigint): Promise<void> {
    const { engine, watermark, clock } = this.parts;
    for (;;) {
      const due = watermark.due(clock.monotonicMs(), leadNs, this.parts.boundNs());
      const toNs = due === undefined || limitNs === undefined || due < limitNs ? due : limitNs;
      const { session } = engine;
      if (toNs === undefined || session === undefined) {
        return;
      }
      const isOver = toNs >= session.endNs;
      const isMade = await this.advance(isOver ? session.endNs : toNs, session);
      if (!isMade || !isOver || !(await this.beginNext())) {
        return;
      }
    }
  }

  /** Begins a session that no row has to be seen of. */
  async begin(session: EngineSession): Promise<void> {
    const { engine, watermark, clock, warmUpOf } = this.parts;
    const warmUp = await warmUpOf(session);
    engine.beginSession(session, warmUp);
    // What came while the warm-up was waited for is not read yet: nobody was silent.
    watermark.hold(clock.monotonicMs());
    watermark.beginSession(session.startNs);
    this.warmUpDigest = warmUp.digest;
    for (const startNs of this.later.keys()) {
      if (startNs <= session.startNs) {
        this.later.delete(startNs);
      }
    }
  }

  /** False when the pace ended it on the way. */
  private async advance(toNs: bigint, session: EngineSession): Promise<boolean> {
    const { config, engine, watermark, clock, pace, onSnapshot } = this.parts;
    const { lastTickNs = session.startNs } = engine;
    if (toNs <= lastTickNs || toNs < session.startNs) {
      return true;
    }
    const stepNs = BigInt(MOST_TICKS * config.gridMs) * NS_PER_MS;
    const fromNs = lastTickNs > session.startNs ? lastTickNs : session.startNs;
    for (let nextNs = fromNs + stepNs; nextNs < toNs; nextNs += stepNs) {
      engine.advance(nextNs).forEach(onSnapshot);
      if (!(await pace())) {
        return false;
      }
      // The host was busy: what it did not read meanwhile is not silent.
      watermark.hold(clock.monotonicMs());
    }
    engine.advance(toNs).forEach(onSnapshot);
    return true;
  }

  private async beginNext(): Promise<boolean> {
    const [startNs] = [...this.later.keys()].sort((one, other) => (one < other ? -1 : 1));
    const session = this.later.get(startNs);
    if (session === undefined) {
      return false;
    }
    await this.begin(session);
    return true;
  }

  private believedToNs(): bigint | undefined {
    const { watermark, clock } = this.parts;
    const { latestNs } = watermark;
    return latestNs === undefined ? undefined : believedToNs(clock, latestNs);
  }

  private noteSessions(times: readonly bigint[]): void {
    const { engine, sessions } = this.parts;
    let known = engine.session;
    const openTo = known?.endNs;
    for (const tsNs of times) {
      if (openTo !== undefined && tsNs < openTo) {
        continue;
      }
      if (known === undefined || tsNs < known.startNs || tsNs >= known.endNs) {
        known = sessions.sessionAt(tsNs);
        if (known !== undefined) {
          this.later.set(known.startNs, known);
        }
      }
    }
  }
}
