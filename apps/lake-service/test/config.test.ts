import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '@assay/cli';
import { describe, expect, it } from 'vitest';
import { configFields, demoNotices, servicePlaces } from '../src/config.js';
import { runHere } from './support/run-here.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('servicePlaces', () => {
  const placesOf = async (env: Record<string, string>, demo: boolean) =>
    servicePlaces(await loadConfig(configFields, { env, folder: await temporaryFolder() }), demo);

  it('keeps a demo apart from the lake of real events', async () => {
    expect(await placesOf({}, false)).toMatchObject({
      lake: { kind: 'local', root: 'data/lake' },
      walRoot: 'data/wal',
    });
    expect(await placesOf({}, true)).toEqual({
      lake: { kind: 'local', root: 'data/demo/lake' },
      walRoot: 'data/demo/wal',
      sessionFile: 'data/demo/session.json',
    });
  });

  it('keeps a demo out of a lake that was named, and says so', async () => {
    const env = { DATA_ROOT: '/a', WAL_ROOT: '/b/wal' };
    expect(await placesOf(env, true)).toEqual(await placesOf({}, true));
    const loaded = await loadConfig(configFields, { env, folder: await temporaryFolder() });
    expect(demoNotices(loaded)).toEqual([
      'DATA_ROOT is not used by --demo: simulated events stay under data/demo',
      'WAL_ROOT is not used by --demo: simulated events stay under data/demo',
    ]);
    expect(servicePlaces(loaded, false)).toMatchObject({
      lake: { kind: 'local', root: '/a' },
      walRoot: '/b/wal',
    });
  });
});

describe('the configuration of serve', () => {
  it('is refused with all its problems at once', async () => {
    const file = join(await temporaryFolder(), 'mine.yaml');
    await writeFile(file, 'HTTP_PRT: 80\nLOG_LEVEL: loud\nINGEST_MAX_BYTES: 0\n');
    const env = { HTTP_PORT: '70000', BRONZE_MAX_EVENTS: 'many', NATS_URL: 'http://u:secret@h' };
    const { code, stderr, stdout } = await runHere(['serve', '--json', '--config', file], env);
    expect(code).toBe(2);
    const { error } = JSON.parse(stdout) as {
      error: { code: string; details: { field: string }[] };
    };
    expect(error.code).toBe('BAD_CONFIG');
    expect(error.details.map(({ field }) => field).sort()).toEqual([
      'BRONZE_MAX_EVENTS',
      'HTTP_PORT',
      'HTTP_PRT',
      'INGEST_MAX_BYTES',
      'LOG_LEVEL',
      'NATS_URL',
    ]);
    expect(stderr).toContain('HTTP_PORT (environment): expected a whole number from 0 to 65535');
    expect(stderr + stdout).not.toContain('secret');
  });

  it('is refused where one folder holds another', async () => {
    const { code, stderr } = await runHere(['serve'], { DATA_ROOT: '/a', WAL_ROOT: '/a/wal' });
    expect(code).toBe(2);
    expect(stderr).toContain('WAL_ROOT (environment): expected a folder apart from DATA_ROOT (/a');
    expect(stderr).toMatch(/next: /);
  });

  it('is refused where its S3 variables contradict one another', async () => {
    const env = { USE_S3: 'yes', DATA_ROOT: '/lake', S3_ACCESS_KEY: 'key' };
    const { code, stderr } = await runHere(['serve'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('DATA_ROOT: expected s3://bucket/prefix');
    expect(stderr).toContain('S3_ACCESS_KEY, S3_SECRET_KEY: expected both or neither');
    expect(stderr).toMatch(/next: /);
  });

  it('makes --demo be ignored, with a notice, where events come from NATS', async () => {
    const { code, stderr } = await runHere(['serve', '--demo'], { NATS_URL: 'nats://127.0.0.1:1' });
    expect(code).toBe(2);
    expect(stderr.indexOf('--demo is ignored: NATS_URL is set')).toBeGreaterThan(-1);
    expect(stderr).toMatch(/error: connecting to 127\.0\.0\.1:1[^]*next: /);
  });
});
