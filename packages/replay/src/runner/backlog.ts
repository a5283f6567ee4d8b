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

/**
 * Knows which logs hold much that is not read yet. An input whose messages wait in its log is not silent: while
 * one log is behind, no allowance runs, and logs that have shown a minute more wait for it.
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
      const shown = this.shown.get(other);
      return other !== shard && shown !== undefined && own - shown > LEAD_NS;
    });
  }
}
