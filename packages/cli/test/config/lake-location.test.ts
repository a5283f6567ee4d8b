import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lakeConfigFields, lakeLocation, loadConfig, namedLocation } from '../../src/index.js';

async function load(env: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'assay-config-'));
  return loadConfig(lakeConfigFields, { env, folder });
}

const locationOf = async (env: Record<string, string>) => lakeLocation(await load(env));

describe('lakeLocation', () => {
  it('is a folder unless S3 is named', async () => {
    expect(await locationOf({})).toEqual({ kind: 'local', root: 'data/lake' });
    expect(await locationOf({ DATA_ROOT: '/lake' })).toEqual({ kind: 'local', root: '/lake' });
    expect(await locationOf({ S3_BUCKET: 'unused' })).toMatchObject({ kind: 'local' });
  });

  it.each([
    ['s3://bucket', ''],
    ['s3://bucket/', ''],
    ['s3://bucket/lake', 'lake'],
    ['s3://bucket//a/b//', 'a/b'],
  ])('is the bucket and prefix of %s', async (uri, prefix) => {
    expect(await locationOf({ DATA_ROOT: uri })).toEqual({ kind: 's3', bucket: 'bucket', prefix });
  });

  it('takes the variables of the seeds', async () => {
    const env = {
      USE_S3: 'true',
      S3_ENDPOINT: 'http://localhost:9000',
      S3_BUCKET: 'spymaster-lake',
      S3_ACCESS_KEY: 'key',
      S3_SECRET_KEY: 'secret',
      S3_REGION: 'eu-1',
    };
    const expected = {
      kind: 's3',
      bucket: 'spymaster-lake',
      prefix: '',
      endpoint: 'http://localhost:9000',
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      region: 'eu-1',
    };
    expect(await locationOf(env)).toEqual(expected);
    expect(await locationOf({ ...env, DATA_ROOT: 's3://spymaster-lake/' })).toEqual(expected);
  });

  it.each([
    [{ USE_S3: 'true' }, 'S3_BUCKET: expected the name of a bucket'],
    [{ USE_S3: 'true', DATA_ROOT: '/lake', S3_BUCKET: 'b' }, 'DATA_ROOT: expected s3://'],
    [{ DATA_ROOT: 's3://a/x', S3_BUCKET: 'b' }, 'S3_BUCKET: expected a, as DATA_ROOT says'],
    [{ DATA_ROOT: 's3:/a' }, 'DATA_ROOT: expected s3://bucket/prefix'],
    [{ DATA_ROOT: 's3://a', S3_ACCESS_KEY: 'k' }, 'expected both or neither'],
  ])('refuses %o', async (env, words) => {
    const loaded = await load(env);
    expect(() => lakeLocation(loaded)).toThrow(words);
  });
});

describe('namedLocation', () => {
  it('is a folder, or a bucket at the configured endpoint', async () => {
    const { values } = await load({ S3_ENDPOINT: 'http://localhost:9000' });
    expect(namedLocation('backup/lake', values)).toEqual({ kind: 'local', root: 'backup/lake' });
    expect(namedLocation('s3://b/p', values)).toEqual({
      kind: 's3',
      bucket: 'b',
      prefix: 'p',
      endpoint: 'http://localhost:9000',
    });
    expect(() => namedLocation('gs://b/p', values)).toThrow('expected a folder or s3://');
  });
});
