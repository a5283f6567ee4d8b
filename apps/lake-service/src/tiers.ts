import type { GoldKeeper } from '@assay/gold';
import type { RunnerStatus, SignalRunner } from '@assay/replay';
import { componentsOf } from './components.js';
import { createGold } from './levels/create-gold.js';
import { createSignals } from './levels/create-signals.js';
import type { GoldStatus, ServiceParts, ServiceStatus } from './service-parts.js';
import { createLagWatch, type LagWatch } from './shards/lag-watch.js';
import type { ServiceLog, Shard } from './shards/service-log.js';
import { ShardKeepers } from './shards/shard-keepers.js';

/** What the service makes of its log: Bronze, the level engine, Gold; each where `COMPONENTS` names it. */
export class Tiers {
  readonly shards: ShardKeepers;
  private readonly levels: Shard;
  private readonly signals: SignalRunner | undefined;
  private readonly gold: GoldKeeper | undefined;
  private readonly goldLag: LagWatch;
  /** Where the engine stood when it was told to stop, if another process ran it then. */
  private stoodBy: RunnerStatus | undefined;

  constructor(parts: ServiceParts, log: ServiceLog) {
    const components = componentsOf(parts.config);
    this.shards = new ShardKeepers(parts, log);
    this.levels = log.levels;
    this.signals = components.has('signals') ? createSignals(parts, log) : undefined;
    this.gold = components.has('gold') ? createGold(parts, log) : undefined;
    this.goldLag = createLagWatch(parts.metrics, 'gold');
  }

  /**
   * Bronze first: the others lean on what it has stored.
   *
   * @param fail told when a part that had started cannot go on
   */
  async start(fail: (error: unknown) => void): Promise<void> {
    await this.shards.start(fail);
    for (const part of [this.gold, this.signals]) {
      await part?.start();
      part?.done.catch(fail);
    }
  }

  /** The engine first, so that what it publishes is stored; rejects with the first failure. */
  async stop(): Promise<void> {
    const signals = this.signals?.status();
    this.stoodBy = signals?.phase === 'standby' ? signals : undefined;
    const failures: unknown[] = [];
    for (const part of [this.signals, this.gold, this.shards]) {
      try {
        await part?.stop();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  async status(): Promise<ServiceStatus> {
    return {
      ...(await this.shards.status()),
      signals: this.stoodBy ?? this.signals?.status(),
      gold: await this.goldStatus(),
    };
  }

  private async goldStatus(): Promise<GoldStatus | undefined> {
    const status = this.gold?.status();
    return status && { ...(await this.goldLag(this.levels, status)), ...status };
  }
}
