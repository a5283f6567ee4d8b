import { stat } from 'node:fs/promises';
import { CommandFailure, lakeLocation, namedLocation, type CommandContext } from '@assay/cli';
import {
  lakeStagingFolder,
  lakeUri,
  openObjectStore,
  type LakeLocation,
  type ObjectStore,
} from '@assay/storage';
import type { Logger } from '@assay/telemetry';
import { silverConfig, type SilverConfig } from '../config.js';
import { explain, type LakeAccess } from '../explain.js';

/** The lake that a command works on, on local disk or in S3. */
export interface OpenLake {
  readonly config: SilverConfig['values'];
  readonly store: ObjectStore;
  /** Where files for the lake are built. */
  readonly stagingFolder: string;
  readonly logger: Logger;
  /** Everything is logged, also what the command itself tells when it is over. */
  readonly isVerbose: boolean;
  /** Opens another lake by its URI, with the credentials of this one: Bronze may be archived there. */
  openPlace(uri: string): Promise<ObjectStore>;
}

/**
 * Reads the configuration and opens the lake it names. Throws `BAD_CONFIG` for what contradicts itself,
 * `MISSING_DATA` where there is no lake, and `UNREACHABLE` for a store that does not answer.
 */
export async function openLake(
  context: CommandContext,
  configFile: string | undefined,
  access: LakeAccess,
): Promise<OpenLake> {
  const loaded = await silverConfig(context, configFile);
  const { values: config } = loaded;
  const location = lakeLocation(loaded);
  const logger = await context.logger('warn');
  const options = {
    cacheFolder: config.CACHE_ROOT,
    cacheMaxBytes: config.CACHE_MAX_BYTES,
    clock: context.clock,
    logger,
    onlyRead: access === 'read',
  };
  const open = async (place: LakeLocation) => {
    try {
      return await openObjectStore(place, options);
    } catch (error) {
      throw explain(error, access);
    }
  };
  await assertLake(location);
  return {
    config,
    store: await open(location),
    stagingFolder: lakeStagingFolder(location, config.CACHE_ROOT),
    logger,
    isVerbose: context.verbose,
    openPlace: (uri) => open(namedLocation(uri, config)),
  };
}

/** A folder that is not there would be a lake without rows: that is no answer. */
async function assertLake(location: LakeLocation): Promise<void> {
  if (location.kind !== 'local') {
    return;
  }
  const found = await stat(location.root).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw new CommandFailure('UNREACHABLE', `${location.root}: expected a folder to look at`, {
      next: 'set DATA_ROOT to the folder of a lake that this user may read',
      cause: error,
    });
  });
  if (found === undefined || !found.isDirectory()) {
    const was = found === undefined ? 'nothing' : 'a file';
    throw new CommandFailure('MISSING_DATA', `${lakeUri(location)}: expected a lake, was ${was}`, {
      next: 'set DATA_ROOT to the folder or bucket of a lake; feed-cli brings data in',
    });
  }
}
