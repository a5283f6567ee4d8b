import { dirname, join } from 'node:path';
import {
  CommandFailure,
  lakeConfigFields,
  serviceConfigFields,
  type LoadedConfig,
} from '@assay/cli';

/** Every variable of the service. */
export const configFields = { ...lakeConfigFields, ...serviceConfigFields };

export type ServiceConfig = LoadedConfig<typeof configFields>;

/** Where a demo keeps everything, unless told otherwise. */
const DEMO_ROOT = join('data', 'demo');

/** The folders that the service works in. */
export interface ServicePlaces {
  readonly dataRoot: string;
  readonly walRoot: string;
  /** Keeps the simulated market between two starts. */
  readonly sessionFile: string;
}

/** A demo has a lake of its own: simulated events never mix with real ones by default. */
export function servicePlaces({ values, sources }: ServiceConfig, demo: boolean): ServicePlaces {
  const place = (name: 'DATA_ROOT' | 'WAL_ROOT', folder: string) =>
    demo && sources[name] === 'default' ? join(DEMO_ROOT, folder) : values[name];
  const walRoot = place('WAL_ROOT', 'wal');
  return {
    dataRoot: place('DATA_ROOT', 'lake'),
    walRoot,
    sessionFile: join(dirname(walRoot), 'session.json'),
  };
}

/** Refuses what this release does not have yet, rather than ignoring it. */
export function refuseUnsupported({ values }: ServiceConfig): void {
  if (values.NATS_URL !== undefined) {
    throw new CommandFailure(
      'BAD_CONFIG',
      'NATS_URL: expected unset, was set: this release has the embedded log only',
      { next: 'unset NATS_URL to use the embedded log' },
    );
  }
  if (values.USE_S3 || values.DATA_ROOT.startsWith('s3://')) {
    throw new CommandFailure(
      'BAD_CONFIG',
      'DATA_ROOT, USE_S3: expected a local folder, was S3: this release has local storage only',
      { next: 'set DATA_ROOT to a folder and unset USE_S3' },
    );
  }
}
