import { defineCommand, loadConfig } from '@assay/cli';
import { banner } from './banner.js';
import { refuseUnsupported, configFields, servicePlaces } from './config.js';
import { explain } from './explain.js';
import { readVersion } from './version.js';

interface ServeOptions {
  readonly demo?: boolean;
  readonly takeOver?: boolean;
  readonly config?: string;
}

/** `lake-service serve`: streams until SIGTERM or SIGINT, then drains, commits and ends with 0. */
export const serveCommand = defineCommand<ServeOptions>({
  name: 'serve',
  summary: 'store events from the log in Bronze until stopped',
  examples: ['serve', 'serve --demo', 'HTTP_PORT=0 DATA_ROOT=/lake serve'],
  declare: (command) => {
    command
      .option('--demo', 'with a simulated market, under data/demo (ignored when NATS_URL is set)')
      .option('--take-over', 'take the embedded log from an owner that cannot be asked')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, options }) => {
    const loaded = await loadConfig(configFields, {
      env: context.env,
      ...(options.config === undefined ? {} : { file: options.config }),
    });
    const { values: config } = loaded;
    const logger = await context.logger(config.LOG_LEVEL);
    for (const notice of loaded.notices) {
      logger.warn(notice);
    }
    const demo = options.demo === true && config.NATS_URL === undefined;
    if (options.demo === true && !demo) {
      logger.warn('--demo is ignored: NATS_URL is set, and events come from there');
    }
    refuseUnsupported(loaded);
    const [{ LakeService }, { showStatus }, { createPrometheusMetrics }] = await Promise.all([
      import('./service.js'),
      import('./live-status.js'),
      import('@assay/cli'),
    ]);
    const places = servicePlaces(loaded, demo);
    const metrics = await createPrometheusMetrics({ processMetrics: true });
    const service = new LakeService({
      config,
      places,
      demo,
      takeOver: options.takeOver === true,
      clock: context.clock,
      logger,
      metrics,
      metricsText: () => metrics.metricsText(),
      version: readVersion(),
    });
    const stopped = new AbortController();
    const asked = new Promise<void>((resolve) => {
      context.onShutdown(() => resolve());
    });
    try {
      await service.start();
      const batch = `${config.BRONZE_MAX_EVENTS} events or ${config.BRONZE_MAX_SECONDS} s`;
      context.say(banner(places, { url: service.url, demo, batch }));
      context.say('Lake service running. Press Ctrl+C to stop.');
      const showing = showStatus(context, service, stopped.signal);
      await Promise.race([asked, service.failed, showing]);
    } catch (error) {
      throw explain(error);
    } finally {
      stopped.abort();
      context.status(undefined);
    }
    const before = await service.status();
    await service.stop();
    return {
      result: { stopped: true, ...before },
      text: 'Lake service stopped: everything the log held is committed.',
    };
  },
});
