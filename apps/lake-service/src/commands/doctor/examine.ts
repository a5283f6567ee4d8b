import { join } from 'node:path';
import { diagnoseLake, type WorkFolder } from '@assay/bronze';
import {
  CommandFailure,
  lakeLocation,
  loadConfig,
  natsAccess,
  natsStreamSettings,
  type CommandContext,
} from '@assay/cli';
import type { Finding } from '@assay/schemas';
import {
  lakeStagingFolder,
  lakeUri,
  openObjectStore,
  StorageError,
  type LakeLocation,
  type ObjectStore,
} from '@assay/storage';
import { configFields, type ServiceConfig } from '../../config.js';
import { assertFolder } from '../../lake/assert-folder.js';
import { storeOptions } from '../../lake/open-lake.js';

const MIB = 1024 * 1024;
/** A batch is in staging as lines and as files, before it is in the lake. */
const BATCH_COPIES = 3;

/** Looks at everything that the configuration names; what cannot be reached is a finding. */
export async function examine(
  context: CommandContext,
  options: { readonly monitor?: string; readonly config?: string },
): Promise<Finding[]> {
  const loaded = await loadConfig(configFields, {
    env: context.env,
    ...(options.config === undefined ? {} : { file: options.config }),
  });
  const { values: config } = loaded;
  const location = lakeLocation(loaded);
  const opened = await openStore(context, location, config);
  return [
    ...loaded.notices.map(noticed),
    ...opened.findings,
    ...(await serverFindings(context, config, options.monitor)),
    ...(await diagnoseLake({
      location,
      store: opened.store,
      folders: workFolders(location, config),
      stagingFolder: lakeStagingFolder(location, config.CACHE_ROOT),
      walRoot: config.WAL_ROOT,
      isServerUsed: config.NATS_URL !== undefined,
      clock: context.clock,
    })),
  ];
}

function noticed(was: string): Finding {
  const expected = 'no notices';
  const change = 'follow the notice; docs/configuration.md lists every variable';
  return { severity: 'advice', what: 'configuration', was, expected, change };
}

/** Opening an S3 store proves that its conditional creates work. */
async function openStore(
  context: CommandContext,
  location: LakeLocation,
  config: ServiceConfig['values'],
): Promise<{ readonly store: ObjectStore | undefined; readonly findings: readonly Finding[] }> {
  const what = location.kind === 's3' ? 'lake: conditional creates' : 'lake';
  const expected =
    location.kind === 's3' ? 'of eight creates at once exactly one wins' : 'a folder';
  try {
    await assertFolder(location);
    const logger = await context.logger('error');
    const store = await openObjectStore(location, storeOptions(config, context, logger));
    const was = location.kind === 's3' ? `honoured by ${lakeUri(location)}` : lakeUri(location);
    return { store, findings: [{ severity: 'ok', what, was, expected }] };
  } catch (error) {
    if (!(error instanceof StorageError || error instanceof CommandFailure)) {
      throw error;
    }
    const change =
      error.code === 'UNSUPPORTED'
        ? 'use an S3 server that honours If-None-Match (AWS, MinIO, versitygw, …)'
        : 'mend DATA_ROOT and the S3_ variables, or bring the server back';
    const finding = { severity: 'danger', what, was: error.message, expected, change } as const;
    return { store: undefined, findings: [finding] };
  }
}

async function serverFindings(
  context: CommandContext,
  config: ServiceConfig['values'],
  monitor: string | undefined,
): Promise<Finding[]> {
  const { NATS_URL } = config;
  if (NATS_URL === undefined) {
    const was = 'the embedded log (NATS_URL is not set)';
    return [{ severity: 'ok', what: 'event log', was, expected: 'a log' }];
  }
  const { diagnoseJetStream } = await import('@assay/bus');
  const logger = await context.logger('error');
  return diagnoseJetStream({
    ...natsAccess({ ...config, NATS_URL }),
    settings: natsStreamSettings(config),
    name: 'lake-service doctor',
    clock: context.clock,
    logger,
    ...(monitor === undefined ? {} : { monitor }),
  });
}

/** The folders that are written to, and what they need at once. */
function workFolders(location: LakeLocation, config: ServiceConfig['values']): WorkFolder[] {
  const batchBytes = BATCH_COPIES * config.BRONZE_MAX_BYTES;
  const segmentBytes = config.WAL_SEGMENT_SIZE_MB * MIB;
  const cache = { name: 'CACHE_ROOT', path: join(config.CACHE_ROOT), needsBytes: batchBytes };
  return [
    ...(location.kind === 'local'
      ? [{ name: 'DATA_ROOT', path: location.root, needsBytes: batchBytes }]
      : [cache]),
    ...(config.NATS_URL === undefined
      ? [{ name: 'WAL_ROOT', path: config.WAL_ROOT, needsBytes: segmentBytes }]
      : []),
  ];
}
