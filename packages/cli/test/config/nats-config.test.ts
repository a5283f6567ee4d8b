import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lakeConfigFields, loadConfig, natsAccess, natsStreamSettings } from '../../src/index.js';

async function load(env: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'assay-config-'));
  return (await loadConfig(lakeConfigFields, { env, folder })).values;
}

describe('natsAccess', () => {
  it('holds what was given, under the names of the log, and nothing else', async () => {
    const url = 'nats://one:4222,tls://two';
    const bare = await load({ NATS_URL: url });
    expect(natsAccess({ ...bare, NATS_URL: url })).toEqual({ servers: url });
    const full = await load({
      NATS_URL: 'nats://one:4222, tls://two',
      NATS_USER: 'me',
      NATS_PASSWORD: 'secret',
      NATS_TOKEN: 'token',
      NATS_CREDS: 'me.creds',
      NATS_NKEY: 'me.nk',
      NATS_CA: 'ca.pem',
      NATS_CERT: 'cert.pem',
      NATS_KEY: 'key.pem',
    });
    expect(natsAccess({ ...full, NATS_URL: full.NATS_URL ?? '' })).toEqual({
      servers: url,
      user: 'me',
      password: 'secret',
      token: 'token',
      credentialsFile: 'me.creds',
      nkeySeedFile: 'me.nk',
      tls: { caFile: 'ca.pem', certFile: 'cert.pem', keyFile: 'key.pem' },
    });
  });

  it('is refused for servers of another kind, anywhere in the list', async () => {
    await expect(load({ NATS_URL: 'nats://one,http://two' })).rejects.toThrow('NATS_URL');
  });
});

describe('natsStreamSettings', () => {
  it('gives the server its own limit where no size was given', async () => {
    expect(natsStreamSettings(await load({}))).toEqual({
      maxAgeSeconds: 604_800,
      maxBytes: -1,
      duplicateWindowSeconds: 120,
      replicas: 1,
    });
    const small = await load({ NATS_STREAM_MAX_BYTES: '1GiB', NATS_STREAM_REPLICAS: '3' });
    expect(natsStreamSettings(small)).toMatchObject({ maxBytes: 1_073_741_824, replicas: 3 });
  });
});
