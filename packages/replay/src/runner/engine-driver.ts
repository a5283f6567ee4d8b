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
  /** No event that is still to be read became known before this; undefined: the watermark alone says. */
  readonly boundNs: () => bigint | undefined;
  /** The warm-up of a session that is about to begin. */
  readonly warmUpOf: (session: EngineSession) => Promise<WarmUp>;
  /** Takes what is made. */
  readonly onSnapshot: (snapshot: LevelSnapshot) => void;
}

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
    const { engine, watermark, missed, clock, config } = this.parts;
    const { knownToNs, usableNs, ahead } = eventTimes(batch, config, this.believedToNs());
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
      this.advance(isOver ? session.endNs : toNs, session);
      if (!isOver || !(await this.beginNext())) {
        return;
      }
    }
  }

  /** Begins a session that no row has to be seen of. */
  async begin(session: EngineSession): Promise<void> {
    const { engine, watermark, warmUpOf } = this.parts;
    const warmUp = await warmUpOf(session);
    engine.beginSession(session, warmUp);
    watermark.beginSession(session.startNs);
    this.warmUpDigest = warmUp.digest;
    for (const startNs of this.later.keys()) {
      if (startNs <= session.startNs) {
        this.later.delete(startNs);
      }
    }
  }

  private advance(toNs: bigint, session: EngineSession): void {
    const { engine, onSnapshot } = this.parts;
    const last = engine.lastTickNs ?? session.startNs;
    if (toNs > last && toNs >= session.startNs) {
      engine.advance(toNs).forEach(onSnapshot);
    }
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
