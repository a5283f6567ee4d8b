import { pause, type Clock } from '@assay/telemetry';
import type { ShardPlan } from '../hand-over/plan-shard.js';
import type { ShardPosition } from '../hand-over/positions.js';

/** What a log held when it was looked at. */
interface Target {
  readonly sequence: bigint;
  readonly atMs: number;
}

/** A log that was not read so far within this part of the allowance is behind. */
const PART_OF_ALLOWANCE = 4;
const LONGEST_MS = 500;
/** How much more of event time a log may show than one that is behind. */
const LEAD_NS = 60_000_000_000n;
const ASK_AGAIN_MS = 50;

/** What a log has shown that has shown nothing. */
const NOTHING_NS = 0n;

/**
 * Knows which logs hold much that is not read yet: when reading begins, every one that holds a message; from then
 * on, those with messages unread for a while. An input whose messages wait in its log is not silent: while one log
 * is behind, no allowance runs, no instant is made that it has not shown, and logs that have shown a minute more
 * wait for it.
 */
export class Backlog {
  private readonly clock: Clock;
  private readonly afterMs: number;
  private readonly targets = new Map<string, Target>();
  private readonly behind = new Set<string>();
  /** When the latest usable event of each shard became known. */
  private readonly shown = new Map<string, bigint>();

  constructor(clock: Clock, allowanceMs: number) {
    this.clock = clock;
    this.afterMs = Math.min(LONGEST_MS, allowanceMs / PART_OF_ALLOWANCE);
  }

  /**
   * Reading begins, or goes on with the logs: each is behind until it was read up to what it holds now. Rejects
   * where a log is out of reach.
   *
   * @param shownNs what Bronze holds of a shard, and so gives without its log
   */
  async begin(
    plans: readonly Pick<ShardPlan, 'shard' | 'log' | 'liveFrom'>[],
    shownNs: ReadonlyMap<string, bigint> = new Map(),
  ): Promise<void> {
    for (const { shard, log, liveFrom } of plans) {
      const { lastSequence: sequence } = await log.state();
      this.show(shard, shownNs.get(shard));
      this.targets.set(shard, { sequence, atMs: this.clock.monotonicMs() });
      if (sequence >= liveFrom) {
        this.behind.add(shard);
      } else {
        this.behind.delete(shard);
      }
    }
  }

  /** No instant is due that a log which is behind has not shown (int64 ns); undefined where none is behind. */
  get boundNs(): bigint | undefined {
    let least: bigint | undefined;
    for (const shard of this.behind) {
      const shown = this.shown.get(shard) ?? NOTHING_NS;
      least = least === undefined || shown < least ? shown : least;
    }
    return least;
  }

  show(shard: string, knownNs: bigint | undefined): void {
    const before = this.shown.get(shard);
    if (knownNs !== undefined && (before === undefined || knownNs > before)) {
      this.shown.set(shard, knownNs);
    }
  }

  /** Compares what was read with what the logs held a moment ago; whether any is behind. */
  async look(
    plans: readonly Pick<ShardPlan, 'shard' | 'log'>[],
    positions: ReadonlyMap<string, ShardPosition>,
  ): Promise<boolean> {
    for (const { shard, log } of plans) {
      const read = positions.get(shard)?.sequence ?? 0n;
      const target = this.targets.get(shard);
      const nowMs = this.clock.monotonicMs();
      if (target !== undefined && read < target.sequence) {
        if (nowMs - target.atMs >= this.afterMs) {
          this.behind.add(shard);
        }
        continue;
      }
      this.behind.delete(shard);
      // A log that is out of reach holds nothing that could be read now.
      const state = await log.state().catch(() => undefined);
      if (state !== undefined) {
        this.targets.set(shard, { sequence: state.lastSequence, atMs: nowMs });
      }
    }
    return this.behind.size > 0;
  }

  /** Waits while this shard has shown much more than one that is behind. */
  async letOthersFollow(shard: string, signal: AbortSignal): Promise<void> {
    while (this.isFarAhead(shard) && (await pause(this.clock, ASK_AGAIN_MS, signal))) {
      // Until the others have followed.
    }
  }

  private isFarAhead(shard: string): boolean {
    const own = this.shown.get(shard);
    if (own === undefined || this.behind.size === 0) {
      return false;
    }
    return [...this.behind].some((other) => {
      return other !== shard && own - (this.shown.get(other) ?? NOTHING_NS) > LEAD_NS;
    });
  }
}
