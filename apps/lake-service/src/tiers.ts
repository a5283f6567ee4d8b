import type { GoldKeeper } from '@assay/gold';
import type { RunnerStatus, SignalRunner } from '@assay/replay';
import type { Gauge } from '@assay/telemetry';
import { componentsOf } from './components.js';
import { createGold } from './levels/create-gold.js';
import { createSignals } from './levels/create-signals.js';
import type { GoldStatus, ServiceParts, ServiceStatus } from './service-parts.js';
import { createLagWatch, type LagWatch } from './shards/lag-watch.js';
import type { ServiceLog, Shard } from './shards/service-log.js';
import { ShardKeepers } from './shards/shard-keepers.js';

type PartName = 'signals' | 'gold';

/** What the service makes of its log: Bronze, the level engine, Gold; each where `COMPONENTS` names it. */
export class Tiers {
  readonly shards: ShardKeepers;
  private readonly levels: Shard;
  private readonly signals: SignalRunner | undefined;
  private readonly gold: GoldKeeper | undefined;
  private readonly goldLag: LagWatch;
  private readonly logger: ServiceParts['logger'];
  /** A part that fails ends the service unless Bronze is in it: Bronze goes on without the others. */
  private readonly hasBronze: boolean;
  private readonly failures = new Map<PartName, string>();
  private readonly failedGauge: Gauge;
  private isStopping = false;
  /** Where the engine stood when it was told to stop, if another process ran it then. */
  private stoodBy: RunnerStatus | undefined;

  constructor(parts: ServiceParts, log: ServiceLog) {
    const components = componentsOf(parts.config);
    this.shards = new ShardKeepers(parts, log);
    this.levels = log.levels;
    this.signals = components.has('signals') ? createSignals(parts, log) : undefined;
    this.gold = components.has('gold') ? createGold(parts, log) : undefined;
    this.goldLag = createLagWatch(parts.metrics, 'gold');
    this.logger = parts.logger;
    this.hasBronze = components.has('bronze');
    this.failedGauge = parts.metrics.gauge({
      name: 'assay_service_part_failed',
      help: '1 once a part of the service cannot go on while Bronze does.',
      labels: ['part'],
    });
  }

  /**
   * Bronze first: the others lean on what it has stored, and it does not end with them.
   *
   * @param fail told when the service cannot go on
   */
  async start(fail: (error: unknown) => void): Promise<void> {
    await this.shards.start(fail);
    for (const [name, part] of [
      ['gold', this.gold],
      ['signals', this.signals],
    ] as const) {
      if (part !== undefined) {
        this.failedGauge.set(0, { part: name });
        await part.start().catch((error: unknown) => this.leave(name, error));
        part.done.catch((error: unknown) => {
          if (this.hasBronze) {
            this.leave(name, error);
          } else {
            fail(error);
          }
        });
      }
    }
  }

  /** A part cannot go on. Throws that where it is not Bronze that goes on. */
  private leave(name: PartName, error: unknown): void {
    if (!this.hasBronze) {
      throw error;
    }
    // What fails while it is stopped is told by `stop`.
    if (!this.isStopping && !this.failures.has(name)) {
      this.failures.set(name, error instanceof Error ? error.message : String(error));
      this.failedGauge.set(1, { part: name });
      this.logger.error('a part of the service cannot go on: Bronze does, without it', {
        part: name,
        error,
      });
    }
  }

  /** The engine first, so that what it publishes is stored; rejects with the first failure that is not told yet. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const signals = this.signals?.status();
    this.stoodBy = signals?.phase === 'standby' ? signals : undefined;
    const failures: unknown[] = [];
    for (const [name, part] of [
      ['signals', this.signals],
      ['gold', this.gold],
      ['bronze', this.shards],
    ] as const) {
      try {
        await part?.stop();
      } catch (error) {
        if (name === 'bronze' || !this.failures.has(name)) {
          failures.push(error);
        }
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
    const problem = this.failures.get('gold');
    const failed = problem === undefined ? {} : { role: 'failed' as const, problem };
    return status && { ...(await this.goldLag(this.levels, status)), ...status, ...failed };
  }
}
