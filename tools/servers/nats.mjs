import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, untilReady } from './child.mjs';
import { programPath } from './lookup.mjs';

const LOOPBACK = '127.0.0.1';

/**
 * Starts a NATS server with JetStream, on a free loopback port with a store of its own. The types and
 * their meaning are in test-servers.d.mts.
 */
export async function startNatsServer(options = {}) {
  const executable = await programPath(options.version === 'oldest' ? 'nats-oldest' : 'nats');
  const folder = mkdtempSync(join(tmpdir(), 'assay-nats-'));
  const storeFolder = options.storeFolder ?? join(folder, 'store');
  mkdirSync(storeFolder, { recursive: true });
  let port = options.port ?? -1;
  let child;
  let info;

  const start = async () => {
    const ports = mkdtempSync(join(folder, 'ports-'));
    const file = join(folder, 'nats.json');
    writeFileSync(
      file,
      JSON.stringify(configuration(options.config, { port, storeFolder, ports })),
    );
    child = await startChild(executable, ['--config', file], { scratch: folder });
    port = await untilReady(child, async () => readPort(ports, child.pid));
    info = await untilReady(child, () => readInfo(port));
  };
  await start();

  const server = {
    get url() {
      return `nats://${LOOPBACK}:${port}`;
    },
    get port() {
      return port;
    },
    get pid() {
      return child.running() ? child.pid : undefined;
    },
    get version() {
      return info.version;
    },
    storeFolder,
    output: () => child.output(),
    kill: () => child.end('SIGKILL'),
    stop: () => child.end('SIGTERM'),
    restart: async () => {
      if (child.running()) await child.end('SIGTERM');
      await start();
    },
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    close: async () => {
      await child.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
  return server;
}

/** NATS reads JSON as configuration. What the caller asks for lies over what the harness needs. */
function configuration(config = {}, { port, storeFolder, ports }) {
  return {
    ...config,
    host: LOOPBACK,
    port,
    ports_file_dir: ports,
    jetstream: { ...config.jetstream, store_dir: storeFolder },
  };
}

/** The port that the server took, from the file it writes once it listens. */
function readPort(folder, pid) {
  const file = join(folder, `nats-server_${pid}.ports`);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  const found = /"(?:nats|tls):\/\/[^"]*:(\d+)"/.exec(text);
  return found === null ? undefined : Number(found[1]);
}

/** The server's greeting, which it sends before anything else, TLS included. */
function readInfo(port) {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ host: LOOPBACK, port });
    const done = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => done(undefined));
    socket.once('error', () => done(undefined));
    socket.once('end', () => done(undefined));
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      const greeting = /^INFO (.*)\r\n/.exec(text);
      if (greeting !== null) done(JSON.parse(greeting[1]));
    });
  });
}
