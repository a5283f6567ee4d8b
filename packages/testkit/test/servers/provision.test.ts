import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findProgram, neededPrograms, provisionProgram } from '../../servers/index.mjs';

let folder: string;
let cache: string;
let bin: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-provision-'));
  cache = join(folder, 'cache');
  bin = join(folder, 'bin');
  mkdirSync(bin);
  vi.stubEnv('ASSAY_SERVERS_CACHE', cache);
  vi.stubEnv('PATH', `${bin}${delimiter}/usr/bin${delimiter}/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function writeProgram(name: string, script: string): string {
  const file = join(bin, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A `go` that builds what it is asked for after a moment. */
const GO = `case "$1" in version) echo go version go1.26.8 linux/amd64;;
install) sleep 0.2; mkdir -p "$GOBIN"; echo built > "$GOBIN/versitygw";; esac`;
const silent = (): void => undefined;

describe('findProgram', () => {
  it('takes a program on PATH first, if its version will do', async () => {
    expect(await findProgram('nats')).toBeUndefined();
    const file = writeProgram('nats-server', 'echo nats-server: v2.15.1');
    expect(await findProgram('nats')).toEqual({ name: 'nats', path: file, from: 'PATH' });
    expect(await findProgram('nats-oldest')).toBeUndefined();
  });

  it('passes over a program on PATH of another version, or one that does not run', async () => {
    writeProgram('nats-server', 'echo nats-server: v2.8.4');
    expect(await findProgram('nats')).toBeUndefined();
    writeProgram('nats-server', 'exit 3');
    expect(await findProgram('nats')).toBeUndefined();
  });
});

describe('provisionProgram', () => {
  it('gives runs side by side the same program and leaves nothing else', async () => {
    writeProgram('go', GO);
    const found = await Promise.all([1, 2, 3].map(() => provisionProgram('s3', silent)));
    for (const { path } of found) expect(path).toBe(join(cache, 'versitygw-1.8.0/versitygw'));
    expect(readdirSync(cache)).toEqual(['versitygw-1.8.0']);
  });

  it('looks at no folder that a killed run left, and removes it', async () => {
    writeProgram('go', GO);
    const left = join(cache, '.new-4194304-abc');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'versitygw'), 'half');
    expect(await findProgram('s3')).toBeUndefined();
    await provisionProgram('s3', silent);
    expect(existsSync(left)).toBe(false);
  });

  it('names every command that failed and how to leave the tests out', async () => {
    writeProgram('go', 'case "$1" in version) echo go1.26.8;; *) echo no network; exit 1;; esac');
    const failure = provisionProgram('s3', silent);
    await expect(failure).rejects.toThrow('npx assay-servers --only s3');
    await expect(failure).rejects.toThrow('ASSAY_SKIP=s3');
    await expect(failure).rejects.toThrow(/go install .*versitygw@v1\.8\.0.*was 1:\nno network/);
    expect(readdirSync(cache)).toEqual([]);
  });

  it('says one line before what takes time', async () => {
    writeProgram('go', GO);
    const lines: string[] = [];
    await provisionProgram('s3', (line) => lines.push(line));
    await provisionProgram('s3', (line) => lines.push(line));
    expect(lines).toEqual([
      'provisioning versitygw 1.8.0: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0',
    ]);
  });
});

describe('neededPrograms', () => {
  // Built from pieces, so that this file does not itself need them.
  const title = (...names: readonly string[]): string =>
    names.map((name) => ['it works [needs', `${name}]`].join(' ')).join('\n');

  it.each([
    [['nats', 's3'], {}, ['nats', 's3']],
    [['nats', 's3'], { ASSAY_SKIP: 'nats' }, ['s3']],
    [['s3'], { ASSAY_S3_SERVER: 'minio' }, ['minio']],
    [['nats-oldest', 'minio'], {}, []],
    [['nats-oldest', 'minio'], { ASSAY_LONG: '1' }, ['nats-oldest', 'minio']],
    [['something-else'], {}, []],
  ])('of titles that need %o under %o are %o', (names, environment, expected) => {
    expect(neededPrograms([title(...names)], environment)).toEqual(expected);
  });
});
