import type { ShardKeeper } from '@assay/bronze';
import { createBronze } from '../create-bronze.js';
import type { BronzeTotals, RunState, ServiceParts, ShardStatus } from '../service-parts.js';
import { createLagWatch, type LagWatch } from './lag-watch.js';
import type { ServiceLog, Shard } from './service-log.js';

/** The keepers of every shard that the service stores, started and stopped together. */
export class ShardKeepers {
  private readonly keepers: readonly { readonly shard: Shard; readonly keeper: ShardKeeper }[];
  private readonly lagOf: LagWatch;

  constructor(parts: ServiceParts, log: ServiceLog) {
    this.keepers = log.shards.map((shard) => ({
      shard,
      keeper: createBronze(parts, shard, (commit) => log.tellStored(commit)),
    }));
    this.lagOf = createLagWatch(parts.metrics, 'bronze');
  }

  /** @param fail told when a shard that had started cannot go on */
  async start(fail: (error: unknown) => void): Promise<void> {
    await Promise.all(this.keepers.map(({ keeper }) => keeper.start()));
    for (const { keeper } of this.keepers) {
      keeper.done.catch(fail);
    }
  }

  /** Resolves once everything that the logs hold by now is stored. */
  async flushAll(): Promise<void> {
    await Promise.all(this.keepers.map(({ keeper }) => keeper.flushAll()));
  }

  /** Every active one stores what its shard holds, then lets go; rejects with the first failure. */
  async stop(): Promise<void> {
    const ends = await Promise.allSettled(this.keepers.map(({ keeper }) => keeper.stop()));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
  }

  /**
   * How far a run is stored; undefined while that is not known here. A run's events are of one dataset,
   * so that one shard holds them all.
   */
  lookUpRun(run: string): RunState | undefined {
    const active = this.keepers.filter(({ keeper }) => keeper.status().role === 'active');
    const holder = active.find(({ keeper }) => keeper.storedOfRun(run).length > 0)?.keeper;
    if (holder === undefined && active.length < this.keepers.length) {
      return undefined;
    }
    return { last: holder?.lastOfRun(run), stored: holder?.storedOfRun(run) ?? [] };
  }

  async status(): Promise<BronzeTotals> {
    const states = await Promise.all(
      this.keepers.map(async ({ shard, keeper }): Promise<[string, ShardStatus]> => {
        const status = keeper.status();
        return [shard.name, { ...(await this.lagOf(shard, status)), ...status }];
      }),
    );
    const all = states.map(([, state]) => state);
    const total = (count: (state: ShardStatus) => number) =>
      all.reduce((sum, state) => sum + count(state), 0);
    return {
      events: total(({ events }) => events),
      rows: total(({ rows }) => rows),
      deadLetters: total(({ deadLetters }) => deadLetters),
      batches: total(({ batches }) => batches),
      lagMessages: all.reduce<bigint | undefined>(
        (sum, { lagMessages: lag }) =>
          sum === undefined || lag === undefined ? undefined : sum + lag,
        0n,
      ),
      shards: Object.fromEntries(states),
    };
  }
}
