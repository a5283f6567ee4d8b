import { lakeLocation, loadConfig, namedLocation, type CommandContext } from '@assay/cli';
import {
  lakeStagingFolder,
  openObjectStore,
  type LakeLocation,
  type ObjectStore,
  type OpenObjectStoreOptions,
} from '@assay/storage';
import { nullMetrics, type Logger, type Metrics } from '@assay/telemetry';
import { configFields, type ServiceConfig } from '../config.js';
import { explain, explainCommand, type LakeAccess } from '../explain.js';
import { assertFolder } from './assert-folder.js';

/** A lake that a command works on, on local disk or in S3. */
export interface OpenLake {
  readonly loaded: ServiceConfig;
  readonly config: ServiceConfig['values'];
  readonly location: LakeLocation;
  readonly store: ObjectStore;
  /** Where files for the lake are built. */
  readonly stagingFolder: string;
  readonly logger: Logger;
  /** Opens another lake by its URI, with the credentials of this one: an archive, a copy. */
  openPlace(uri: string): Promise<ObjectStore>;
}

/** What opening an object store takes of the configuration. */
export function storeOptions(
  config: ServiceConfig['values'],
  context: Pick<CommandContext, 'clock'>,
  logger: Logger,
  metrics: Metrics = nullMetrics,
) {
  const { CACHE_ROOT: cacheFolder, CACHE_MAX_BYTES: cacheMaxBytes } = config;
  return { cacheFolder, cacheMaxBytes, clock: context.clock, logger, metrics };
}

/**
 * Opens a lake; throws `UNREACHABLE` with the next step when that cannot be done.
 *
 * @param explainFor gives the next step; that of a service when absent
 */
export async function openPlace(
  location: LakeLocation,
  options: OpenObjectStoreOptions,
  explainFor: (error: unknown) => unknown = explain,
): Promise<ObjectStore> {
  await assertFolder(location);
  try {
    return await openObjectStore(location, options);
  } catch (error) {
    throw explainFor(error);
  }
}

/**
 * Reads the configuration and opens the lake it names. Throws `BAD_CONFIG` for what contradicts itself
 * and `UNREACHABLE` for a store that cannot be reached, or that would let two writers both win.
 */
export async function openLake(
  context: CommandContext,
  configFile: string | undefined,
  access: LakeAccess,
): Promise<OpenLake> {
  const loaded = await loadConfig(configFields, {
    env: context.env,
    ...(configFile === undefined ? {} : { file: configFile }),
  });
  const { values: config } = loaded;
  for (const notice of loaded.notices) {
    context.say(notice);
  }
  const location = lakeLocation(loaded);
  const logger = await context.logger('warn');
  const options = { ...storeOptions(config, context, logger), onlyRead: access === 'read' };
  const explainFor = (error: unknown) => explainCommand(error, access);
  return {
    loaded,
    config,
    location,
    store: await openPlace(location, options, explainFor),
    stagingFolder: lakeStagingFolder(location, config.CACHE_ROOT),
    logger,
    openPlace: (uri) => openPlace(namedLocation(uri, config), options, explainFor),
  };
}
