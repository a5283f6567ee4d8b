import type { KeeperStatus, ShardKeeper } from '@assay/bronze';
import { BusError } from '@assay/bus';
import type { Gauge } from '@assay/telemetry';
import { createBronze } from '../create-bronze.js';
import type { BronzeTotals, RunState, ServiceParts, ShardStatus } from '../service-parts.js';
import type { ServiceLog, Shard } from './service-log.js';

/** The keepers of every shard that the service stores, started and stopped together. */
export class ShardKeepers {
  private readonly keepers: readonly { readonly shard: Shard; readonly keeper: ShardKeeper }[];
  private readonly lagGauge: Gauge;

  constructor(parts: ServiceParts, log: ServiceLog) {
    this.keepers = log.shards.map((shard) => ({
      shard,
      keeper: createBronze(parts, shard, (commit) => log.tellStored(commit)),
    }));
    this.lagGauge = parts.metrics.gauge({
      name: 'assay_bronze_lag_messages',
      help: 'Messages in the log that are not yet committed.',
      labels: ['shard'],
    });
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

  /** A log that is out of reach is no failure of the service: it goes on when the log is back. */
  private async lagOf(
    { name, log }: Shard,
    { role, committedTo }: KeeperStatus,
  ): Promise<Pick<ShardStatus, 'lagMessages' | 'problem'>> {
    if (role === 'standby') {
      // What is not committed is the owner's to tell.
      this.lagGauge.set(0, { shard: name });
    }
    if (role === 'standby' || committedTo === undefined) {
      return { lagMessages: undefined };
    }
    try {
      const lagMessages = (await log.state()).lastSequence - committedTo;
      this.lagGauge.set(Number(lagMessages), { shard: name });
      return { lagMessages };
    } catch (error) {
      if (!(error instanceof BusError)) {
        throw error;
      }
      return { lagMessages: undefined, problem: error.message };
    }
  }
}
