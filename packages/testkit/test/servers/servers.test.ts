import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createCertificates,
  isSkipped,
  startNatsServer,
  startS3Server,
} from '../../servers/index.mjs';

const SERVERS = new URL('../../servers/index.mjs', import.meta.url).href;
const CLI = fileURLToPath(new URL('../../servers/cli.mjs', import.meta.url));

const made: { close(): Promise<void> }[] = [];
const folders: string[] = [];
afterEach(async () => {
  for (const each of made.splice(0)) await each.close();
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

async function keep<Made extends { close(): Promise<void> }>(
  starting: Promise<Made>,
): Promise<Made> {
  const started = await starting;
  made.push(started);
  return started;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-servers-test-'));
  folders.push(folder);
  return folder;
}

/** The greeting of a NATS server: `INFO {…}`. */
async function greeting(port: number): Promise<Record<string, unknown>> {
  const socket = connectSocket({ host: '127.0.0.1', port });
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return JSON.parse(/^INFO (.*)\r\n/.exec(chunk.toString('utf8'))?.[1] ?? '{}');
}

const isRunning = (pid: number): boolean => {
  const state = `/proc/${pid}/stat`;
  return existsSync(state) && !readFileSync(state, 'utf8').includes(') Z ');
};

describe.skipIf(isSkipped('nats'))('startNatsServer [needs nats]', () => {
  it('starts one with JetStream on a free port of the loopback', async () => {
    const server = await keep(startNatsServer());
    expect(await greeting(server.port)).toMatchObject({
      host: '127.0.0.1',
      jetstream: true,
      version: server.version,
    });
    expect(server.url).toBe(`nats://127.0.0.1:${server.port}`);
  });

  it('comes back on its port and store after SIGKILL and after SIGTERM', async () => {
    const server = await keep(startNatsServer());
    const { port, pid } = server;
    await server.kill();
    expect(server.pid).toBeUndefined();
    await server.restart();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
    await server.stop();
    await server.restart();
    expect(server.port).toBe(port);
    expect(readdirSync(server.storeFolder)).toContain('jetstream');
  });

  it('takes the rest of its configuration from the caller', async () => {
    const files = await createCertificates(temporaryFolder());
    const server = await keep(
      startNatsServer({
        config: {
          max_payload: 65_536,
          tls: { cert_file: files.certFile, key_file: files.keyFile },
        },
      }),
    );
    expect(await greeting(server.port)).toMatchObject({ max_payload: 65_536, tls_required: true });
    const socket = connectSocket({ host: '127.0.0.1', port: server.port });
    await once(socket, 'data');
    const secure = connectTls({ socket, ca: readFileSync(files.caFile), host: '127.0.0.1' });
    await once(secure, 'secureConnect');
    expect(secure.authorized).toBe(true);
    secure.destroy();
  });

  it('says what the server printed when it does not start', async () => {
    const starting = startNatsServer({ config: { max_payload: 'much' } });
    await expect(starting).rejects.toThrow(/expected a server, was ended:[^]*nats.json/);
  });

  it('ends with the process that started it, even by SIGKILL', async () => {
    const file = join(temporaryFolder(), 'pid');
    const script = [
      `import { writeFileSync } from 'node:fs';`,
      `import { startNatsServer } from ${JSON.stringify(SERVERS)};`,
      `const server = await startNatsServer();`,
      `writeFileSync(${JSON.stringify(file)}, server.pid + ' ' + server.storeFolder);`,
      `process.kill(process.pid, 'SIGKILL');`,
    ].join('\n');
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    await once(child, 'close');
    const [pid, storeFolder] = readFileSync(file, 'utf8').split(' ');
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
    await expect.poll(() => existsSync(storeFolder)).toBe(false);
  });
});

describe.skipIf(isSkipped('nats-oldest') || process.env['ASSAY_LONG'] !== '1')(
  'the oldest NATS server [needs nats-oldest] [long]',
  () => {
    it('is 2.9.10', async () => {
      const server = await keep(startNatsServer({ version: 'oldest' }));
      expect(server.version).toBe('2.9.10');
    });
  },
);

describe.skipIf(isSkipped('s3'))('startS3Server [needs s3]', () => {
  it('keeps its buckets over a kill', async () => {
    const server = await keep(startS3Server({ buckets: ['lake', 'other'] }));
    await server.kill();
    await server.restart();
    const { status } = await fetch(`${server.endpoint}/other`);
    expect(status).toBe(403);
    writeFileSync(join(server.storeFolder, 'lake', 'seen'), '');
    expect(readdirSync(server.storeFolder)).toEqual(expect.arrayContaining(['lake', 'other']));
  });
});

describe('assay-servers', () => {
  const servers = (args: readonly string[], environment: Record<string, string> = {}): string =>
    execFileSync(process.execPath, [CLI, ...args], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });

  it.skipIf(isSkipped('nats'))('says where a server is [needs nats]', () => {
    const { programs } = JSON.parse(servers(['--only', 'nats', '--find', '--json']));
    expect(programs).toMatchObject([{ name: 'nats', path: expect.stringMatching(/nats-server$/) }]);
  });

  it('fails for a server that is absent, and for a name that is none', () => {
    const cache = { ASSAY_SERVERS_CACHE: temporaryFolder() };
    expect(() => servers(['--only', 'python', '--find'], cache)).toThrow(
      expect.objectContaining({ status: 1, stdout: expect.stringContaining('python: absent') }),
    );
    expect(() => servers(['--only', 'kafka'])).toThrow(expect.objectContaining({ status: 2 }));
  });
});
