import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3FaultProxy } from './s3-fault-proxy.mjs';
import { startS3Server } from './s3.mjs';

/**
 * An empty lake on local disk or on a real S3 server. The types are in types/test-lake.d.mts.
 *
 * @param {'local' | 's3'} kind
 * @param {{ software?: 'versitygw' | 'minio', seed?: string | number }} [options]
 */
export async function startTestLake(kind, { software, seed } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-lake-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  if (kind === 'local') {
    const root = join(folder, 'lake');
    const location = { kind, root };
    const close = async () => removeFolder();
    return {
      ...{ kind, folder, location, environment: { DATA_ROOT: root }, server: undefined },
      ...{ faults: undefined, close, [Symbol.asyncDispose]: close },
    };
  }
  const server = await startS3Server({ software });
  const faults = await startS3FaultProxy({ target: server.port, seed });
  const location = {
    kind,
    bucket: server.buckets[0],
    prefix: 'lake',
    endpoint: faults.endpoint,
    region: server.region,
    accessKeyId: server.accessKey,
    secretAccessKey: server.secretKey,
  };
  const close = async () => {
    await faults.close();
    await server.close();
    removeFolder();
  };
  const environment = {
    DATA_ROOT: `s3://${location.bucket}/${location.prefix}`,
    S3_ENDPOINT: faults.endpoint,
    S3_REGION: server.region,
    S3_ACCESS_KEY: server.accessKey,
    S3_SECRET_KEY: server.secretKey,
  };
  return {
    ...{ kind, folder, location, environment, server, faults, close },
    [Symbol.asyncDispose]: close,
  };
}
