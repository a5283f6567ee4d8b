import { createBronzeWriter, type BronzeStatus, type BronzeWriter } from '@assay/bronze';
import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import { createDatasetRegistry } from '@assay/schemas';
import { createLocalStore, localStagingFolder } from '@assay/storage';
import type { Clock, Gauge, Logger, Metrics } from '@assay/telemetry';
import type { ServiceConfig, ServicePlaces } from './config.js';
import { runDemoMarket } from './demo/demo-market.js';
import { createHttpApp } from './http/app.js';
import { createIngest } from './http/ingest.js';
import { listen, type HttpServer } from './http/listen.js';
import type { ServiceVersion } from './version.js';

/** What the service is made of. */
export interface ServiceParts {
  readonly config: ServiceConfig['values'];
  readonly places: ServicePlaces;
  readonly demo: boolean;
  /** Take the embedded log over from an owner that cannot be asked. */
  readonly takeOver: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  metricsText(): Promise<string>;
  readonly version: ServiceVersion;
}

/** Where a running service stands. */
export interface ServiceStatus extends BronzeStatus {
  /** Messages in the log that are not yet committed. */
  readonly lagMessages: bigint;
}

/** The service. `start` once, then `stop` once; `failed` tells when it cannot go on. */
export class LakeService {
  /** Rejects when the service cannot go on; never resolves. */
  readonly failed: Promise<never>;
  private readonly parts: ServiceParts;
  private readonly lagGauge: Gauge;
  private readonly demoAbort = new AbortController();
  private fail: (error: unknown) => void = () => undefined;
  private failure: Error | undefined;
  private log: EmbeddedLog | undefined;
  private writer: BronzeWriter | undefined;
  private server: HttpServer | undefined;
  private demo: Promise<void> = Promise.resolve();
  private isReady = false;

  constructor(parts: ServiceParts) {
    this.parts = parts;
    this.lagGauge = parts.metrics.gauge({
      name: 'assay_bronze_lag_messages',
      help: 'Messages in the log that are not yet committed.',
      labels: ['shard'],
    });
    this.failed = new Promise((_, reject) => {
      this.fail = (error) => {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
        reject(this.failure);
      };
    });
    // Whoever runs the service waits for `failed`; a test that does not must not end the process.
    this.failed.catch(() => undefined);
  }

  /** Where HTTP answers. */
  get url(): string {
    return this.server?.url ?? '';
  }

  /** Opens log, HTTP, Bronze and, for a demo, the simulated market. On failure nothing stays open. */
  async start(): Promise<void> {
    const { config, places, clock, logger } = this.parts;
    this.log = await openEmbeddedLog({
      root: places.walRoot,
      segmentBytes: config.WAL_SEGMENT_SIZE_MB * 1024 * 1024,
      takeOver: this.parts.takeOver,
      clock,
      logger,
    });
    try {
      this.writer = this.createWriter(this.log);
      this.server = await listen(this.createApp(this.log), config.HTTP_HOST, config.HTTP_PORT);
      await this.writer.start();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.writer.done.catch(this.fail);
    this.isReady = true;
    if (this.parts.demo) {
      this.demo = runDemoMarket({
        log: this.log.market,
        sessionFile: places.sessionFile,
        clock,
        logger,
        seed: config.DEMO_SEED,
        signal: this.demoAbort.signal,
      });
      this.demo.catch(this.fail);
    }
  }

  /** Takes nothing more in, stores everything the log holds, and lets go of it all. */
  async stop(): Promise<void> {
    this.isReady = false;
    this.demoAbort.abort();
    // Its failure is told by `failed`; stopping goes on all the same.
    await this.demo.catch(() => undefined);
    await this.server?.close();
    try {
      await this.writer?.stop();
    } finally {
      await this.log?.close();
    }
  }

  async status(): Promise<ServiceStatus | undefined> {
    const { log, writer } = this;
    if (!this.isReady || log === undefined || writer === undefined) {
      return undefined;
    }
    const status = writer.status();
    const { lastSequence } = await log.market.state();
    const lagMessages = lastSequence - status.committedTo;
    this.lagGauge.set(Number(lagMessages), { shard: 'market' });
    return { ...status, lagMessages };
  }

  private createWriter(log: EmbeddedLog): BronzeWriter {
    const { config, places, clock, logger, metrics } = this.parts;
    return createBronzeWriter({
      log: log.market,
      store: createLocalStore({ root: places.dataRoot }),
      shard: 'market',
      stagingFolder: localStagingFolder(places.dataRoot),
      limits: {
        maxEvents: config.BRONZE_MAX_EVENTS,
        maxSeconds: config.BRONZE_MAX_SECONDS,
        maxBytes: config.BRONZE_MAX_BYTES,
      },
      clock,
      logger,
      metrics,
    });
  }

  private createApp(log: EmbeddedLog) {
    const registry = createDatasetRegistry();
    return createHttpApp({
      registry,
      ingest: createIngest(log.market, registry),
      maxBodyBytes: this.parts.config.INGEST_MAX_BYTES,
      failure: () => this.failure,
      isReady: () => this.isReady,
      status: () => this.status(),
      metricsText: async () => {
        await this.status();
        return this.parts.metricsText();
      },
      lastOfRun: (run) => this.writer?.lastOfRun(run),
      version: this.parts.version,
    });
  }
}
