import { dirname, join } from 'node:path';
import {
  lakeConfigFields,
  lakeLocation,
  serviceConfigFields,
  type LakeLocation,
  type LoadedConfig,
} from '@assay/cli';

/** Every variable of the service. */
export const configFields = { ...lakeConfigFields, ...serviceConfigFields };

export type ServiceConfig = LoadedConfig<typeof configFields>;

/** Where a demo keeps everything, whatever lake is configured. */
const DEMO_ROOT = join('data', 'demo');

/** Where the service works. */
export interface ServicePlaces {
  readonly lake: LakeLocation;
  readonly walRoot: string;
  /** Keeps the simulated market between two starts. */
  readonly sessionFile: string;
}

/** A demo has a lake of its own: simulated events never reach the one that is configured. */
export function servicePlaces(loaded: ServiceConfig, demo: boolean): ServicePlaces {
  const walRoot = demo ? join(DEMO_ROOT, 'wal') : loaded.values.WAL_ROOT;
  return {
    lake: demo ? { kind: 'local', root: join(DEMO_ROOT, 'lake') } : lakeLocation(loaded),
    walRoot,
    sessionFile: join(dirname(walRoot), 'session.json'),
  };
}

/** What a person should know who named a folder that a demo does not use. */
export function demoNotices({ sources }: ServiceConfig): string[] {
  return (['DATA_ROOT', 'USE_S3', 'WAL_ROOT'] as const)
    .filter((name) => sources[name] !== 'default')
    .map((name) => `${name} is not used by --demo: simulated events stay under ${DEMO_ROOT}`);
}
