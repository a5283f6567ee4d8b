import { namedLocation } from '@assay/cli';
import { lakeStagingFolder, lakeUri, type ObjectStore } from '@assay/storage';
import type { OpenLake } from '../../lake/open-lake.js';

/** Another place than the lake's own, and the folder where files for it are built. */
export interface OtherPlace {
  readonly to: ObjectStore;
  readonly stagingFolder: string;
}

/** Opens the place that `--to` names, with the credentials of the lake. */
export async function openOtherPlace(lake: OpenLake, uri: string): Promise<OtherPlace> {
  const location = namedLocation(uri, lake.config);
  return {
    to: await lake.openPlace(lakeUri(location)),
    stagingFolder: lakeStagingFolder(location, lake.config.CACHE_ROOT),
  };
}
