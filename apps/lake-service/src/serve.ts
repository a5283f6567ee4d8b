import { defineCommand, loadConfig, namedLocation, type CommandContext } from '@assay/cli';
import { lakeStagingFolder } from '@assay/storage';
import { systemRandomness, type Logger } from '@assay/telemetry';
import { banner } from './banner.js';
import { componentsOf } from './components.js';
import {
  configFields,
  demoNotices,
  servicePlaces,
  type ServiceConfig,
  type ServicePlaces,
} from './config.js';
import { openPlace, storeOptions } from './lake/open-lake.js';
import { stoppedText } from './stopped-text.js';
import { readVersion } from './version.js';

interface ServeOptions {
  readonly demo?: boolean;
  readonly takeOver?: boolean;
  readonly config?: string;
}

/** `lake-service serve`: streams until SIGTERM or SIGINT, then drains, commits and ends with 0. */
export const serveCommand = defineCommand<ServeOptions>({
  name: 'serve',
  summary: 'store events from the log in Bronze, and level signals in Gold, until stopped',
  examples: ['serve', 'serve --demo', 'serve --config /etc/assay.yaml'],
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
    for (const notice of demo ? demoNotices(loaded) : []) {
      logger.warn(notice);
    }
    const asked = new Promise<void>((resolve) => {
      context.onShutdown(() => resolve());
    });
    const places = servicePlaces(loaded, demo);
    const components = componentsOf(config);
    const service = await makeService(context, logger, loaded, places, {
      demo,
      takeOver: options.takeOver === true,
    });
    const { runService } = await import('./run-service.js');
    const status = await runService({ context, logger, service, asked }, () => {
      const batch = `${config.BRONZE_MAX_EVENTS} events or ${config.BRONZE_MAX_SECONDS} s`;
      return banner(places, {
        url: service.url,
        log: service.logDescription,
        demo,
        batch,
        components,
        underlying: config.SIGNALS_UNDERLYING,
      });
    });
    return {
      result: { stopped: true, ...status },
      text: stoppedText(status),
    };
  },
});

/** Engines are loaded here, so that `--help` and configuration problems stay quick. */
async function makeService(
  context: CommandContext,
  logger: Logger,
  { values: config }: ServiceConfig,
  places: ServicePlaces,
  options: { readonly demo: boolean; readonly takeOver: boolean },
) {
  const [{ LakeService }, { createPrometheusMetrics }] = await Promise.all([
    import('./service.js'),
    import('@assay/cli'),
  ]);
  const metrics = await createPrometheusMetrics({ processMetrics: true });
  const access = storeOptions(config, context, logger, metrics);
  return new LakeService({
    config,
    places,
    store: await openPlace(places.lake, access),
    stagingFolder: lakeStagingFolder(places.lake, config.CACHE_ROOT),
    openPlace: (uri) => openPlace(namedLocation(uri, config), access),
    ...options,
    clock: context.clock,
    randomness: systemRandomness,
    logger,
    metrics,
    metricsText: () => metrics.metricsText(),
    version: readVersion(),
  });
}
