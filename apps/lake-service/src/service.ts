import type { BronzeWriter } from '@assay/bronze';
import { openEmbeddedLog, type EmbeddedLog } from '@assay/bus';
import { createDatasetRegistry } from '@assay/schemas';
import type { Gauge } from '@assay/telemetry';
import { createBronze, MARKET_SHARD } from './create-bronze.js';
import { runDemoMarket } from './demo/demo-market.js';
import { createHttpApp } from './http/app.js';
import { createIngest } from './http/ingest.js';
import { listen, type HttpServer } from './http/listen.js';
import { UnderWay } from './under-way.js';
import type { ServiceParts, ServiceStatus } from './service-parts.js';

/** The service. `start` once, then `stop` once; `failed` tells when it cannot go on. */
export class LakeService {
  /** Rejects when the service cannot go on; never resolves. */
  readonly failed: Promise<never>;
  private readonly parts: ServiceParts;
  private readonly lagGauge: Gauge;
  private readonly demoAbort = new AbortController();
  private readonly appends = new UnderWay();
  private fail: (error: unknown) => void = () => undefined;
  private failure: Error | undefined;
  private log: EmbeddedLog | undefined;
  private writer: BronzeWriter | undefined;
  private server: HttpServer | undefined;
  private demo: Promise<void> = Promise.resolve();
  private hasStarted = false;
  private stopping: Promise<void> | undefined;

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
    const { config, places, clock, logger, metrics } = this.parts;
    this.log = await openEmbeddedLog({
      root: places.walRoot,
      segmentBytes: config.WAL_SEGMENT_SIZE_MB * 1024 * 1024,
      takeOver: this.parts.takeOver,
      clock,
      logger,
      metrics,
    });
    const at = { host: config.HTTP_HOST, port: config.HTTP_PORT, clock };
    try {
      this.writer = createBronze(this.parts, this.log.market);
      this.server = await listen(this.createApp(this.log), at);
      await this.writer.start();
    } catch (error) {
      await this.abandon(error);
      throw error;
    }
    this.writer.done.catch(this.fail);
    this.hasStarted = true;
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
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  /** Lets go of everything after a failure; what goes wrong besides is logged. */
  async abandon(failure: unknown): Promise<void> {
    try {
      await this.stop();
    } catch (error) {
      // The writer's own failure comes back from stopping it.
      if (error !== failure) {
        this.parts.logger.warn('stopping after a failure', { error });
      }
    }
  }

  /** HTTP ends last, so that probes and people can look on while it drains. */
  private async end(): Promise<void> {
    this.demoAbort.abort();
    // Its failure is told by `failed`; stopping goes on all the same.
    await this.demo.catch(() => undefined);
    // Nothing new begins: what is acknowledged from here on is drained with the rest.
    await this.appends.settled();
    try {
      await this.writer?.stop();
    } finally {
      await this.server?.close();
      await this.log?.close();
    }
  }

  /** Also after `stop`. Undefined before the start is over, and once the service has failed. */
  async status(): Promise<ServiceStatus | undefined> {
    const { log, writer } = this;
    if (!this.hasStarted || this.failure !== undefined || !log || !writer) {
      return undefined;
    }
    const status = writer.status();
    const lagMessages = (await log.market.state()).lastSequence - status.committedTo;
    this.lagGauge.set(Number(lagMessages), { shard: MARKET_SHARD });
    return { ...status, lagMessages };
  }

  private createApp(log: EmbeddedLog) {
    const { config, logger, metrics, metricsText, version } = this.parts;
    const registry = createDatasetRegistry();
    const ingest = createIngest(log.market, registry);
    return createHttpApp({
      registry,
      ingest: (request) => this.appends.run(() => ingest(request)),
      maxBodyBytes: config.INGEST_MAX_BYTES,
      failure: () => this.failure,
      isReady: () => this.hasStarted && this.stopping === undefined && this.failure === undefined,
      status: () => this.status(),
      metricsText,
      lastOfRun: (run) => this.writer?.lastOfRun(run),
      logger,
      metrics,
      version,
    });
  }
}
