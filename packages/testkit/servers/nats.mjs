import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild, untilReady } from './child.mjs';
import { programPath } from './lookup.mjs';
import { startServer } from './server.mjs';

const LOOPBACK = '127.0.0.1';

/**
 * Starts a NATS server with JetStream, on a free loopback port with a store of its own. The types and
 * their meaning are in types/servers.d.mts.
 */
export async function startNatsServer(options = {}) {
  const executable = await programPath(options.version === 'oldest' ? 'nats-oldest' : 'nats');
  const folder = mkdtempSync(join(tmpdir(), 'assay-nats-'));
  const storeFolder = options.storeFolder ?? join(folder, 'store');
  mkdirSync(storeFolder, { recursive: true });
  const file = join(folder, 'nats.json');
  let version = '';

  // The server picks a free port itself and says which: no other process can take it in between.
  const launch = async (wanted = -1) => {
    const ports = mkdtempSync(join(folder, 'ports-'));
    const needed = { port: wanted, storeFolder, ports };
    writeFileSync(file, JSON.stringify(configuration(options.config, needed)));
    const child = await startChild(executable, ['--config', file], { scratch: folder });
    const port = await untilReady(child, async () => readPort(ports, child.pid));
    const greeting = await untilReady(child, () => readGreeting(port));
    version = greeting.version;
    return { child, port };
  };
  const server = await startServer(launch, {
    port: options.port,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  });
  return Object.defineProperties(server, {
    url: { get: () => `nats://${LOOPBACK}:${server.port}` },
    version: { get: () => version },
    storeFolder: { value: storeFolder },
  });
}

/** NATS reads JSON as configuration. What the harness needs lies over what the caller asks for. */
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
  const found = /"(?:nats|tls):\/\/[^"]*:(\d+)"/.exec(readFileSync(file, 'utf8'));
  return found === null ? undefined : Number(found[1]);
}

/** The server's greeting, which it sends before anything else, TLS included. */
function readGreeting(port) {
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
