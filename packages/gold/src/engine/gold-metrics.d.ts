import type { Metrics } from '@assay/telemetry';
/** What an engine's shard counts. */
export interface EngineGoldMetrics {
  committed(counts: {
    readonly ticks: number;
    readonly rows: number;
    readonly missed: number;
    readonly lastTickNs: bigint;
    readonly stateBytes: number;
    readonly seconds: number;
  }): void;
}
export declare function createEngineGoldMetrics(metrics: Metrics, shard: string): EngineGoldMetrics;
//# sourceMappingURL=gold-metrics.d.ts.map
