import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nkeys } from '@nats-io/transport-node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCertificates, isSkipped } from '../../../../test-servers.mjs';
import { connectJetStream } from '../../src/jetstream/connection.js';
import type { JetStreamConnectionOptions } from '../../src/jetstream/connection.js';
import { temporaryFolder } from '../temporary-folder.js';
import { serverOfTest } from './server-of-test.js';

async function access(options: JetStreamConnectionOptions): Promise<string> {
  const connection = await connectJetStream(options);
  onTestFinished(() => connection.close());
  return connection.description;
}

const denied = { name: 'BusError', code: 'ACCESS_DENIED', retryable: false };

describe.skipIf(isSkipped('nats'))('access to a server [needs nats]', () => {
  it('takes user and password as options or in the URL, and tells a wrong one', async () => {
    const users = [{ user: 'lake', password: 'p@ss:w/rd' }];
    const server = await serverOfTest({ config: { authorization: { users } } });
    const host = `127.0.0.1:${server.port}`;
    expect(await access({ servers: host, user: 'lake', password: 'p@ss:w/rd' })).toBe(host);
    expect(await access({ servers: `nats://lake:p%40ss%3Aw%2Frd@${host}` })).toBe(host);
    const wrong = access({ servers: `nats://lake:secret-7@${host}` });
    await expect(wrong).rejects.toMatchObject(denied);
    await expect(wrong).rejects.toThrow(/connecting to 127\.0\.0\.1:\d+: the server refuses/);
    await expect(wrong).rejects.not.toThrow(/secret-7/);
    await expect(access({ servers: host })).rejects.toMatchObject(denied);
  });

  it('takes a token, and tells a wrong one', async () => {
    const server = await serverOfTest({ config: { authorization: { token: 't0ken' } } });
    const host = `127.0.0.1:${server.port}`;
    expect(await access({ servers: host, token: 't0ken' })).toBe(host);
    expect(await access({ servers: `nats://t0ken@${host}` })).toBe(host);
    await expect(access({ servers: host, token: 'other' })).rejects.toMatchObject(denied);
  });

  it('takes an NKey seed from a file, and tells a wrong one', async () => {
    const folder = await temporaryFolder();
    const [ours, other] = [nkeys.createUser(), nkeys.createUser()];
    const files = { ours: join(folder, 'ours.nk'), other: join(folder, 'other.nk') };
    const seedOf = (user: typeof ours) => Buffer.from(user.getSeed()).toString();
    await writeFile(files.ours, `# of the lake\n${seedOf(ours)}\n`);
    await writeFile(files.other, seedOf(other));
    const users = [{ nkey: ours.getPublicKey() }];
    const server = await serverOfTest({ config: { authorization: { users } } });
    expect(await access({ servers: server.url, nkeySeedFile: files.ours })).toMatch(/^127/);
    const wrong = access({ servers: server.url, nkeySeedFile: files.other });
    await expect(wrong).rejects.toMatchObject(denied);
  });

  it('speaks TLS by the CA, and tells one that it does not trust', async () => {
    const folder = await temporaryFolder();
    const { caFile, certFile, keyFile } = await createCertificates(folder);
    const tls = { cert_file: certFile, key_file: keyFile };
    const server = await serverOfTest({ config: { tls } });
    const servers = `tls://127.0.0.1:${server.port}`;
    expect(await access({ servers, tls: { caFile } })).toMatch(/^127/);
    const untrusted = access({ servers });
    await expect(untrusted).rejects.toMatchObject(denied);
    await expect(untrusted).rejects.toThrow(/no TLS: .*certificate.*; see the CA/);
    const missing = access({ servers, tls: { caFile: join(folder, 'none.pem') } });
    await expect(missing).rejects.toThrow(/none\.pem/);
  });

  it('shows its own certificate to a server that wants one, and tells when it has none', async () => {
    const folder = await temporaryFolder();
    const { caFile, certFile, keyFile } = await createCertificates(folder);
    const tls = { cert_file: certFile, key_file: keyFile, ca_file: caFile, verify: true };
    const server = await serverOfTest({ config: { tls } });
    const servers = `tls://127.0.0.1:${server.port}`;
    expect(await access({ servers, tls: { caFile, certFile, keyFile } })).toMatch(/^127/);
    const bare = access({ servers, tls: { caFile }, requestTimeoutMs: 1_000 });
    await expect(bare).rejects.toThrow(/it may want a client certificate/);
  });

  it('tells that a server speaks no TLS when TLS was asked for', async () => {
    const server = await serverOfTest();
    const asked = access({ servers: `tls://127.0.0.1:${server.port}` });
    await expect(asked).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    await expect(asked).rejects.toThrow(/does not support 'tls'/);
  });

  it('tells that nobody listens, and that trying again may help', async () => {
    const server = await serverOfTest();
    await server.kill();
    const refused = access({ servers: server.url });
    await expect(refused).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(refused).rejects.toThrow(/connecting to 127\.0\.0\.1:\d+: connection refused/);
  });

  it('tells a server without JetStream for this account', async () => {
    const accounts = { bare: { users: [{ user: 'lake', password: 'x' }] } };
    const server = await serverOfTest({ config: { accounts } });
    const bare = access({ servers: server.url, user: 'lake', password: 'x' });
    await expect(bare).rejects.toMatchObject({ code: 'UNSUPPORTED_SERVER' });
    await expect(bare).rejects.toThrow(/JetStream/);
  });

  it('tells a subject that the account may not use', async () => {
    const permissions = { publish: { deny: ['$JS.API.INFO'] } };
    const users = [{ user: 'lake', password: 'x', permissions }];
    const server = await serverOfTest({ config: { authorization: { users } } });
    const limited = access({
      servers: server.url,
      user: 'lake',
      password: 'x',
      requestTimeoutMs: 1_000,
    });
    await expect(limited).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});

describe('options of access', () => {
  it.each([
    ['two ways to log in', { user: 'a', token: 'b' }, /one way to log in, was user and token/],
    ['a certificate alone', { tls: { certFile: 'a' } }, /certificate and its key/],
    ['a seed file that is not there', { nkeySeedFile: '/nowhere/x' }, /\/nowhere\/x, was ENOENT/],
    ['no server', { servers: ' , ' }, /nats:\/\/host:4222, was nothing/],
    ['another protocol', { servers: 'http://host' }, /was http:/],
  ])('refuses %s', async (_, options, words) => {
    const refused = access({ servers: 'nats://127.0.0.1:1', ...options });
    await expect(refused).rejects.toMatchObject({ code: 'BAD_OPTIONS' });
    await expect(refused).rejects.toThrow(words);
  });

  it('refuses a file without a seed, and does not show what is in it', async () => {
    const file = join(await temporaryFolder(), 'seed');
    await writeFile(file, 'top-secret');
    const refused = access({ servers: 'nats://127.0.0.1:1', nkeySeedFile: file });
    await expect(refused).rejects.toThrow(/expected an NKey seed/);
    await expect(refused).rejects.not.toThrow(/top-secret/);
  });
});
