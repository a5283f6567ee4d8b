import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, untilReady } from './child.mjs';
import { programPath } from './lookup.mjs';
import { startServer } from './server.mjs';

const LOOPBACK = '127.0.0.1';
const ACCESS_KEY = 'assay-test';
const SECRET_KEY = 'assay-test-secret';

/** How each S3 server is started; a bucket is a folder of the store to both. */
const COMMANDS = {
  s3: (port, storeFolder) => ({
    args: ['--port', `${LOOPBACK}:${port}`, '--quiet', 'posix', storeFolder],
    env: { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY },
  }),
  minio: (port, storeFolder) => ({
    args: ['server', '--quiet', '--address', `${LOOPBACK}:${port}`, storeFolder],
    env: { MINIO_ROOT_USER: ACCESS_KEY, MINIO_ROOT_PASSWORD: SECRET_KEY },
  }),
};

/** The S3 server that this run is to use: versitygw, or MinIO where ASSAY_S3_SERVER says so. */
export function s3Program(environment = process.env) {
  const named = environment.ASSAY_S3_SERVER ?? '';
  if (named === 'minio') return 'minio';
  if (['', 'versitygw'].includes(named)) return 's3';
  throw new Error(`expected ASSAY_S3_SERVER to be versitygw or minio, was "${named}"`);
}

/**
 * Starts an S3 server on a free loopback port. The types are in types/servers.d.mts.
 *
 * @param {{ software?: string, buckets?: readonly string[] }} [options]
 */
export async function startS3Server({ software, buckets = ['lake'] } = {}) {
  const program = software === undefined ? s3Program() : s3Program({ ASSAY_S3_SERVER: software });
  const executable = await programPath(program);
  const folder = mkdtempSync(join(tmpdir(), 'assay-s3-'));
  const storeFolder = join(folder, 'store');
  for (const bucket of buckets) mkdirSync(join(storeFolder, bucket), { recursive: true });

  const launch = async (wanted) => {
    const port = wanted ?? (await freePort());
    const { args, env } = COMMANDS[program](port, storeFolder);
    const child = await startChild(executable, args, { env, scratch: folder });
    await untilReady(child, () => answersHttp(port));
    return { child, port };
  };
  const server = await startServer(launch, {
    remove: () => rmSync(folder, { recursive: true, force: true }),
  });
  return Object.defineProperties(server, {
    endpoint: { get: () => `http://${LOOPBACK}:${server.port}` },
    accessKey: { value: ACCESS_KEY },
    secretKey: { value: SECRET_KEY },
    region: { value: 'us-east-1' },
    buckets: { value: [...buckets] },
    storeFolder: { value: storeFolder },
  });
}

/** A port that was free a moment ago: these servers cannot be told to pick one. */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, LOOPBACK, () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** Any answer will do: without a signature it is a refusal. */
async function answersHttp(port) {
  try {
    const { status } = await fetch(`http://${LOOPBACK}:${port}/`);
    return status === 503 ? undefined : true;
  } catch {
    return undefined;
  }
}
