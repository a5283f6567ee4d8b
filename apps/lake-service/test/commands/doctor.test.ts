import { writeFile } from 'node:fs/promises';
import type { Finding } from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isSkipped, startNatsServer, startS3Server } from '../../../../test-servers.mjs';
import { runHere } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Report {
  readonly healthy: boolean;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

async function places(): Promise<Record<string, string>> {
  const folder = await temporaryFolder();
  return {
    DATA_ROOT: `${folder}/lake`,
    WAL_ROOT: `${folder}/wal`,
    CACHE_ROOT: `${folder}/cache`,
    // Small needs, so that any disk has room.
    BRONZE_MAX_BYTES: '1MiB',
    WAL_SEGMENT_SIZE_MB: '1',
  };
}

async function doctor(env: Record<string, string>, ...argv: string[]) {
  const { code, stdout, stderr } = await runHere(['doctor', '--json', ...argv], env);
  return { code, stderr, report: JSON.parse(stdout) as Report };
}

/** Everything but what depends on the machine that the test runs on. */
const ofDeployment = ({ findings }: Report) =>
  findings.filter(({ what, severity }) => severity !== 'ok' && !/_ROOT:/.test(what));

const NO_LAKE_YET = { severity: 'advice', what: 'lake: shards' };

describe('lake-service doctor', () => {
  it('finds nothing above advice around an empty lake without a server', async () => {
    const env = await places();
    const { report } = await doctor(env);
    expect(ofDeployment(report)).toMatchObject([
      {
        severity: 'advice',
        what: 'lake: shards',
        was: `none in ${env['DATA_ROOT']}: no lake is there yet`,
      },
    ]);
    expect(report.findings.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['event log', 'lake', 'staging: leftovers', 'DATA_ROOT: file system']),
    );
  });

  it('ends with 1 and says what to change when the server is out of reach', async () => {
    const env = { ...(await places()), NATS_URL: 'nats://127.0.0.1:1' };
    const { code, report } = await doctor(env);
    expect(code).toBe(1);
    expect(report).toMatchObject({ healthy: false });
    expect(ofDeployment(report)).toMatchObject([
      { severity: 'danger', what: 'server', change: expect.stringContaining('NATS_URL') as string },
      NO_LAKE_YET,
    ]);
    const { stderr } = await runHere(['doctor'], env);
    expect(stderr).toMatch(/^danger {3}server\n +was +.*\n +expected .*\n +change +.*NATS_URL/);
    expect(stderr).toMatch(/\d+ danger, \d+ warning, \d+ advice, \d+ ok\n$/);
  });

  it('finds a file where the lake should be', async () => {
    const env = await places();
    await writeFile(env['DATA_ROOT'] ?? '', '');
    const { code, report } = await doctor(env);
    expect(code).toBe(1);
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        severity: 'danger',
        what: 'lake',
        was: expect.stringContaining('expected a folder, was a file') as string,
      }),
    );
  });

  it('ends with 2 when the configuration cannot be read', async () => {
    const { code } = await runHere(['doctor'], { ...(await places()), HTTP_PORT: 'many' });
    expect(code).toBe(2);
  });
});

describe.skipIf(isSkipped('nats'))('lake-service doctor over NATS [needs nats]', () => {
  it('advises, and no more, where the lake has made its streams', async () => {
    const server = await startNatsServer();
    onTestFinished(() => server.close());
    const { report } = await doctor({ ...(await places()), NATS_URL: server.url });
    expect(new Set(ofDeployment(report).map(({ severity }) => severity))).toEqual(
      new Set(['advice']),
    );
  });
});

describe.skipIf(isSkipped('s3'))('lake-service doctor over S3 [needs s3]', () => {
  it('proves the conditional creates, compares clocks, and tells a server that is gone', async () => {
    const server = await startS3Server();
    onTestFinished(() => server.close());
    const env = {
      ...(await places()),
      DATA_ROOT: 's3://lake/it',
      S3_ENDPOINT: server.endpoint,
      S3_ACCESS_KEY: server.accessKey,
      S3_SECRET_KEY: server.secretKey,
      S3_REGION: server.region,
    };
    const { report } = await doctor(env);
    expect(ofDeployment(report)).toMatchObject([NO_LAKE_YET]);
    const ok = report.findings.filter(({ severity }) => severity === 'ok');
    expect(ok.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['lake: conditional creates', 'clock: S3 server']),
    );
    const wrong = await doctor({ ...env, S3_SECRET_KEY: 'no' });
    expect(wrong.code).toBe(1);
    expect(ofDeployment(wrong.report)).toMatchObject([
      { severity: 'danger', what: 'lake: conditional creates' },
    ]);
  });
});
