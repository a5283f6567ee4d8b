import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CommandFailure,
  configField,
  configMarkdown,
  configSchema,
  lakeConfigFields,
  loadConfig,
  optionalField,
  showConfig,
  wholeNumber,
  withoutPassword,
  type ConfigProblem,
} from '../../src/index.js';

async function folderWith(yaml?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-config-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  if (yaml !== undefined) {
    await writeFile(join(folder, 'assay.yaml'), yaml);
  }
  return folder;
}

async function load(options: {
  env?: Record<string, string>;
  yaml?: string;
  flags?: Record<string, unknown>;
  file?: string;
  otherKeys?: string[];
}) {
  const { yaml, env = {}, ...rest } = options;
  return loadConfig(lakeConfigFields, { env, folder: await folderWith(yaml), ...rest });
}

async function problemsOf(options: Parameters<typeof load>[0]): Promise<readonly ConfigProblem[]> {
  const failure: unknown = await load(options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(failure).toMatchObject({ code: 'BAD_CONFIG' });
  return (failure as CommandFailure).details as readonly ConfigProblem[];
}

describe('loadConfig', () => {
  it('gives the defaults of the contract where nobody says otherwise', async () => {
    const { values, sources, notices } = await load({});
    expect(values).toEqual({
      DATA_ROOT: 'data/lake',
      USE_S3: false,
      S3_ENDPOINT: undefined,
      S3_BUCKET: undefined,
      S3_ACCESS_KEY: undefined,
      S3_SECRET_KEY: undefined,
      S3_REGION: undefined,
      NATS_URL: undefined,
      NATS_USER: undefined,
      NATS_PASSWORD: undefined,
      NATS_TOKEN: undefined,
      NATS_CREDS: undefined,
      NATS_NKEY: undefined,
      NATS_CA: undefined,
      NATS_CERT: undefined,
      NATS_KEY: undefined,
      NATS_STREAM_MAX_AGE_SECONDS: 604_800,
      NATS_STREAM_MAX_BYTES: undefined,
      NATS_STREAM_REPLICAS: 1,
      NATS_DUPLICATE_WINDOW_SECONDS: 120,
      WAL_ROOT: 'data/wal',
      WAL_SEGMENT_SIZE_MB: 256,
      BRONZE_MAX_EVENTS: 1000,
      BRONZE_MAX_SECONDS: 5,
      BRONZE_MAX_BYTES: 134_217_728,
      BRONZE_MIN_ROWS_PER_FILE: 16,
      BRONZE_MAX_SPREAD_SECONDS: 60,
      BRONZE_SHARDS: undefined,
      SILVER_THREADS: undefined,
      SILVER_MEMORY: 1_073_741_824,
      SILVER_TOLERANCE: 10_000,
      GOLD_MAX_EVENTS: 500,
      GOLD_MAX_SECONDS: 10,
      CACHE_ROOT: 'data/cache',
      CACHE_MAX_BYTES: 10_737_418_240,
      HTTP_PORT: 8080,
      HTTP_HOST: '127.0.0.1',
    });
    expect(sources).toMatchObject({ DATA_ROOT: 'default', NATS_URL: 'unset' });
    expect(notices).toEqual([]);
  });

  it('takes command line before environment before file before default', async () => {
    const { values, sources } = await load({
      flags: { HTTP_PORT: '1' },
      env: { HTTP_PORT: '2', WAL_ROOT: 'from env', CACHE_ROOT: '' },
      yaml: 'HTTP_PORT: 3\nWAL_ROOT: from file\nCACHE_ROOT: from file\nBRONZE_MAX_BYTES: 1MiB\n',
    });
    expect(values).toMatchObject({
      HTTP_PORT: 1,
      WAL_ROOT: 'from env',
      CACHE_ROOT: 'from file',
      BRONZE_MAX_BYTES: 1_048_576,
    });
    expect(sources).toMatchObject({
      HTTP_PORT: 'command line',
      WAL_ROOT: 'environment',
      CACHE_ROOT: 'file',
      GOLD_MAX_EVENTS: 'default',
    });
  });

  it('reports every problem at once, by name, place, value and expectation', async () => {
    const problems = await problemsOf({
      env: { BRONZE_MAX_EVENTS: 'many', HTTP_PORT: '99999' },
      yaml: 'BRONZE_MAX_BYTES: [1]\nUSE_S3: maybe\ndata_root: x\nNONSENSE: 1\n',
    });
    expect(problems).toEqual([
      { field: 'USE_S3', place: 'assay.yaml', problem: expect.stringContaining('was "maybe"') },
      {
        field: 'BRONZE_MAX_EVENTS',
        place: 'environment',
        problem: 'expected a whole number of at least 1, was "many"',
      },
      {
        field: 'BRONZE_MAX_BYTES',
        place: 'assay.yaml',
        problem: expect.stringMatching(/^expected a size .*, was \[1\]$/),
      },
      {
        field: 'HTTP_PORT',
        place: 'environment',
        problem: 'expected a whole number from 0 to 65535, was "99999"',
      },
      { field: 'data_root', place: 'assay.yaml', problem: 'expected DATA_ROOT, was unknown' },
      {
        field: 'NONSENSE',
        place: 'assay.yaml',
        problem: 'expected a name of the configuration page, was unknown',
      },
    ]);
    await expect(load({ env: { HTTP_PORT: 'x', USE_S3: 'x' } })).rejects.toThrow(
      /the configuration has 2 problems\n {2}USE_S3 \(environment\): .*\n {2}HTTP_PORT/,
    );
  });

  it('takes a former name with a notice, and its new name before it', async () => {
    const former = await load({ env: { FLUSH_INTERVAL_SEC: '2.5' } });
    expect(former.values.BRONZE_MAX_SECONDS).toBe(2.5);
    expect(former.notices).toEqual([
      'FLUSH_INTERVAL_SEC (environment) is taken for BRONZE_MAX_SECONDS, its new name: ' +
        'please rename it',
    ]);
    const both = await load({ env: { FLUSH_INTERVAL_SEC: '2', BRONZE_MAX_SECONDS: '3' } });
    expect(both.values.BRONZE_MAX_SECONDS).toBe(3);
    expect(both.notices[0]).toContain('FLUSH_INTERVAL_SEC (environment) is ignored');
    const layered = await load({
      env: { FLUSH_INTERVAL_SEC: '2' },
      yaml: 'BRONZE_MAX_SECONDS: 3\n',
    });
    expect(layered.values.BRONZE_MAX_SECONDS).toBe(2);
    const wrong = await problemsOf({ env: { FLUSH_INTERVAL_SEC: 'x' } });
    expect(wrong).toMatchObject([{ field: 'FLUSH_INTERVAL_SEC', place: 'environment' }]);
  });

  it('never prints a secret or a password, right or wrong', async () => {
    const fields = {
      TOKEN: optionalField(wholeNumber(1), { description: 'A token.', secret: true }),
      ...lakeConfigFields,
    };
    const folder = await folderWith();
    const env = { TOKEN: 'hunter2', NATS_URL: 'nats//me:hunter2@host', S3_ENDPOINT: 'x' };
    const failure: unknown = await loadConfig(fields, { env, folder }).catch(
      (error: unknown) => error,
    );
    expect(String(failure)).toContain('TOKEN (environment): expected a whole number');
    expect(JSON.stringify(failure)).toContain('S3_ENDPOINT');
    expect(String(failure) + JSON.stringify(failure)).not.toContain('hunter2');

    const good = {
      S3_SECRET_KEY: 'hunter2',
      NATS_URL: 'nats://me:hunter2@host:4222',
    };
    const shown = showConfig(lakeConfigFields, await load({ env: good }));
    expect(JSON.stringify(shown)).not.toContain('hunter2');
    expect(shown).toContainEqual({
      name: 'NATS_URL',
      value: 'nats://host:4222',
      source: 'environment',
    });
    expect(shown).toContainEqual({
      name: 'S3_SECRET_KEY',
      value: '(set)',
      source: 'environment',
    });
    expect(shown).toContainEqual({ name: 'S3_REGION', value: '(unset)', source: 'unset' });
    expect(shown).toContainEqual({ name: 'HTTP_PORT', value: '8080', source: 'default' });
  });

  it('refuses a named file that is not there, YAML that is none, and lists', async () => {
    await expect(load({ file: 'other.yaml' })).rejects.toThrow(
      'other.yaml: expected a readable file',
    );
    await expect(load({ yaml: 'A: [1' })).rejects.toThrow('assay.yaml: expected YAML, was not');
    await expect(load({ yaml: '- a\n' })).rejects.toThrow('assay.yaml: expected "NAME: value"');
    await expect(load({ yaml: 'HTTP_PORT: 1\nHTTP_PORT: 2\n' })).rejects.toThrow('unique');
  });

  it('says what to do about a file that it cannot take', async () => {
    const nextOf = (options: Parameters<typeof load>[0]) =>
      load(options).then(
        () => 'nothing',
        (error: unknown) => (error as CommandFailure).next,
      );
    expect(await nextOf({ file: 'other.yaml' })).toContain('correct the path of --config');
    expect(await nextOf({ file: '.' })).toContain('that this user may read');
    expect(await nextOf({ yaml: 'A: [1' })).toMatch(/^correct the lines named; .*HTTP_PORT: 8080/);
    expect(await nextOf({ yaml: '- a\n' })).toMatch(/^write it so: .*HTTP_PORT: 8080/);
  });

  it('takes an empty file, and keys of other programs when told of them', async () => {
    expect((await load({ yaml: '# nothing yet\n' })).values.HTTP_PORT).toBe(8080);
    const yaml = 'REPLAY_SPEED: 2\n';
    expect((await load({ yaml, otherKeys: ['REPLAY_SPEED'] })).values.HTTP_PORT).toBe(8080);
  });
});

describe('withoutPassword', () => {
  it.each([
    ['nats://me:secret@host:4222', 'nats://host:4222'],
    ['nats://token@host', 'nats://host'],
    ['nats://a:b@one,tls://c:d,e@two:4222', 'nats://one,tls://two:4222'],
    ['me:secret@host', 'host'],
    ['s3://bucket/a@b', 's3://bucket/a@b'],
    ['data/lake', 'data/lake'],
  ])('shows %s as %s', (text, expected) => {
    expect(withoutPassword(text)).toBe(expected);
  });
});

describe('configField', () => {
  it('refuses a default that does not fit', () => {
    expect(() => configField(wholeNumber(1), { default: '0', description: 'x' })).toThrow(
      'default: expected a whole number of at least 1, was "0"',
    );
  });
});

describe('configSchema', () => {
  it('carries every description', async () => {
    const schema = await configSchema({ PORT: lakeConfigFields.HTTP_PORT });
    const { shape } = schema as unknown as { shape: Record<string, { description: string }> };
    expect(shape.PORT.description).toBe(lakeConfigFields.HTTP_PORT.description);
  });
});

describe('configMarkdown', () => {
  it('writes a row a field, and one a former name', () => {
    const { S3_SECRET_KEY, BRONZE_MAX_SECONDS } = lakeConfigFields;
    expect(configMarkdown({ S3_SECRET_KEY, BRONZE_MAX_SECONDS })).toBe(
      [
        '| variable | default | meaning |',
        '| --- | --- | --- |',
        '| `S3_SECRET_KEY` | unset | The secret key for S3. Takes a ' +
          'secret key. ' +
          'Secret: never printed. |',
        '| `BRONZE_MAX_SECONDS` | `5` | … or when its first event is so many seconds old … ' +
          'Takes a number of seconds above 0, such as 5 or 0.5. |',
        '| `FLUSH_INTERVAL_SEC` | – | Former name of `BRONZE_MAX_SECONDS`, taken with a notice. |',
        '',
      ].join('\n'),
    );
  });
});
