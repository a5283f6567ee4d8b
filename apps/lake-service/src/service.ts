import { runDemoMarket } from './demo/demo-market.js';
import { listen, type HttpServer } from './http/listen.js';
import { UnderWay } from './under-way.js';
import { createServiceApp } from './service-app.js';
import type { ServiceParts, ServiceStatus } from './service-parts.js';
import { openServiceLog } from './shards/open-service-log.js';
import type { ServiceLog } from './shards/service-log.js';
import { Tiers } from './tiers.js';

/** The service. `start` once, then `stop` once; `failed` tells when it cannot go on. */
export class LakeService {
  /** Rejects when the service cannot go on; never resolves. */
  readonly failed: Promise<never>;
  private readonly parts: ServiceParts;
  private readonly demoAbort = new AbortController();
  private readonly appends = new UnderWay();
  private fail: (error: unknown) => void = () => undefined;
  private failure: Error | undefined;
  private log: ServiceLog | undefined;
  private tiers: Tiers | undefined;
  private server: HttpServer | undefined;
  private demo: Promise<void> = Promise.resolve();
  /** Where it stood when everything was stored; from then on the log cannot be asked. */
  private lastStatus: ServiceStatus | undefined;
  private hasStarted = false;
  private stopping: Promise<void> | undefined;

  constructor(parts: ServiceParts) {
    this.parts = parts;
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

  /** Which log it stores, for people. */
  get logDescription(): string {
    return this.log?.description ?? '';
  }

  /** Opens log, HTTP, Bronze, the level engine, Gold and, for a demo, the simulated market. On failure nothing stays open. */
  async start(): Promise<void> {
    const { config, places, clock, logger } = this.parts;
    const log = await openServiceLog(this.parts);
    this.log = log;
    const at = { host: config.HTTP_HOST, port: config.HTTP_PORT, clock };
    try {
      const tiers = new Tiers(this.parts, log);
      this.tiers = tiers;
      const app = createServiceApp(this.parts, {
        log,
        shards: tiers.shards,
        appends: this.appends,
        failure: () => this.failure,
        isReady: () => this.isReady(log),
        status: () => this.status(),
      });
      this.server = await listen(app, at);
      await tiers.start(this.fail);
    } catch (error) {
      await this.abandon(error);
      throw error;
    }
    this.hasStarted = true;
    if (this.parts.demo) {
      this.demo = runDemoMarket({
        log,
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
      await this.tiers?.stop();
      this.lastStatus = await this.status();
    } finally {
      await this.server?.close();
      await this.log?.close();
    }
  }

  /** Also after `stop`. Undefined before the start is over, and once the service has failed. */
  async status(): Promise<ServiceStatus | undefined> {
    const { tiers } = this;
    if (this.lastStatus !== undefined) {
      return this.lastStatus;
    }
    if (!this.hasStarted || this.failure !== undefined || tiers === undefined) {
      return undefined;
    }
    return tiers.status();
  }

  private isReady(log: ServiceLog): boolean {
    const isRunning = this.hasStarted && this.stopping === undefined && this.failure === undefined;
    return isRunning && log.isReachable();
  }
}
