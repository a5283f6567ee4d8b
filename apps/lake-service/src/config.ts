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

/** Where a demo keeps everything, whatever lake is configured. */
const DEMO_ROOT = join('data', 'demo');

/** The folders that the service works in. */
export interface ServicePlaces {
  readonly dataRoot: string;
  readonly walRoot: string;
  /** Keeps the simulated market between two starts. */
  readonly sessionFile: string;
}

/** A demo has a lake of its own: simulated events never reach the one that is configured. */
export function servicePlaces({ values }: ServiceConfig, demo: boolean): ServicePlaces {
  const walRoot = demo ? join(DEMO_ROOT, 'wal') : values.WAL_ROOT;
  return {
    dataRoot: demo ? join(DEMO_ROOT, 'lake') : values.DATA_ROOT,
    walRoot,
    sessionFile: join(dirname(walRoot), 'session.json'),
  };
}

/** What a person should know who named a folder that a demo does not use. */
export function demoNotices({ sources }: ServiceConfig): string[] {
  return (['DATA_ROOT', 'WAL_ROOT'] as const)
    .filter((name) => sources[name] !== 'default')
    .map((name) => `${name} is not used by --demo: simulated events stay under ${DEMO_ROOT}`);
}

/** Refuses what this release does not have yet, rather than ignoring it; all of it at once. */
export function refuseUnsupported({ values }: ServiceConfig): void {
  const problems: string[] = [];
  if (values.USE_S3) {
    problems.push('USE_S3: expected false, was true: this release has local storage only');
  }
  if (values.DATA_ROOT.startsWith('s3://')) {
    problems.push(
      'DATA_ROOT: expected a local folder, was S3: this release has local storage only',
    );
  }
  if (problems.length > 0) {
    throw new CommandFailure('BAD_CONFIG', problems.join('\n'), {
      next: 'unset USE_S3, and set DATA_ROOT to a folder',
    });
  }
}
