import type { BronzeWriter } from '@assay/bronze';
import { BusError } from '@assay/bus';
import type { Gauge } from '@assay/telemetry';
import { createBronze } from '../create-bronze.js';
import type { RunState, ServiceParts, ServiceStatus, ShardStatus } from '../service-parts.js';
import type { Shard } from './service-log.js';

/** The Bronze writers of every shard, started and stopped together. */
export class ShardWriters {
  private readonly writers: readonly { readonly shard: Shard; readonly writer: BronzeWriter }[];
  private readonly lagGauge: Gauge;

  constructor(parts: ServiceParts, shards: readonly Shard[]) {
    this.writers = shards.map((shard) => ({ shard, writer: createBronze(parts, shard) }));
    this.lagGauge = parts.metrics.gauge({
      name: 'assay_bronze_lag_messages',
      help: 'Messages in the log that are not yet committed.',
      labels: ['shard'],
    });
  }

  /** @param fail told when a writer that had started cannot go on */
  async start(fail: (error: unknown) => void): Promise<void> {
    await Promise.all(this.writers.map(({ writer }) => writer.start()));
    for (const { writer } of this.writers) {
      writer.done.catch(fail);
    }
  }

  /** Every writer stores what its shard holds, then lets go; rejects with the first failure. */
  async stop(): Promise<void> {
    const ends = await Promise.allSettled(this.writers.map(({ writer }) => writer.stop()));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) {
      throw failed.reason;
    }
  }

  /** A run's events are of one dataset, so that one shard holds them all. */
  lookUpRun(run: string): RunState {
    const holder = this.writers.find(({ writer }) => writer.storedOfRun(run).length > 0);
    return {
      last: holder?.writer.lastOfRun(run),
      stored: holder?.writer.storedOfRun(run) ?? [],
    };
  }

  async status(): Promise<ServiceStatus> {
    const states = await Promise.all(
      this.writers.map(async ({ shard, writer }): Promise<[string, ShardStatus]> => {
        return [shard.name, { ...writer.status(), ...(await this.lagOf(shard, writer)) }];
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
    writer: BronzeWriter,
  ): Promise<Pick<ShardStatus, 'lagMessages' | 'problem'>> {
    try {
      const lagMessages = (await log.state()).lastSequence - writer.status().committedTo;
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
