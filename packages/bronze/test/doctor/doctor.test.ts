import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { holdLease } from '@assay/ledger';
import { ledgerLogFolder, type Finding } from '@assay/schemas';
import { createLocalStore } from '@assay/storage';
import { systemClock, type Clock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { diagnoseLake } from '../../src/index.js';
import { folderFindings } from '../../src/doctor/folder-findings.js';
import { createScene, scratchFolder, type Scene } from '../support/scene.js';

const of = (findings: readonly Finding[], what: string) =>
  findings.filter((finding) => finding.what.includes(what));

/** A clock whose sleeps are short: a lease that lives would change within 3 s. */
const HASTY: Clock = { ...systemClock, sleep: () => Promise.resolve() };

async function diagnose(scene: Scene, isServerUsed = false) {
  return diagnoseLake({
    location: { kind: 'local', root: scene.root },
    store: scene.store,
    folders: [],
    stagingFolder: join(scene.root, '_lake/staging'),
    walRoot: scene.walRoot,
    isServerUsed,
    clock: HASTY,
  });
}

describe('a diagnosis of disks', () => {
  const disk = { freeBytes: 50e9, sizeBytes: 99e9, freeInodes: 1e6, inodes: 2e6, type: 0xef53 };
  const folder = { name: 'DATA_ROOT', path: '/lake', needsBytes: 1e9 };
  const severities = async (facts: object) => {
    const look = () => Promise.resolve({ ...disk, device: 1, ...facts });
    const findings = await folderFindings([folder], look);
    return findings.filter(({ severity }) => severity !== 'ok');
  };

  it('is content with room, inodes and a local file system', async () => {
    expect(await severities({})).toEqual([]);
  });

  it.each([
    ['warning', 'room', { freeBytes: 19e9 }],
    ['danger', 'room', { freeBytes: 1e9 }],
    ['warning', 'inodes', { freeInodes: 9_000 }],
    ['danger', 'inodes', { freeInodes: 5 }],
    ['warning', 'file system', { type: 0x6969 }],
    ['warning', 'file system', { type: 0xfe534d42 | 0 }],
    ['danger', 'file system', { type: 0x01021994 }],
    ['advice', 'file system', { type: 0x794c7630 }],
  ])('is a %s about %s for %j', async (severity, what, facts) => {
    const found = await severities(facts);
    expect(found.map((each) => each.severity)).toEqual([severity]);
    expect(found.every((each) => each.what.includes(what))).toBe(true);
  });

  it('asks the system about folders that are still to be made', async () => {
    const path = join(await scratchFolder(), 'not', 'there', 'yet');
    const findings = await folderFindings([{ name: 'WAL_ROOT', path, needsBytes: 1 }]);
    expect(findings.map(({ what }) => what)).toContain('WAL_ROOT: room on the disk');
  });
});

describe('a diagnosis of a lake', () => {
  it('finds nothing to change in a lake that is in order', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    await scene.log.append({ subject: 'market.futures.trades', bytes: Buffer.from('{') });
    await writer.stop();
    await scene.log.close();
    const findings = await diagnose(scene);
    const told = findings.filter(({ severity }) => severity !== 'ok');
    expect(told).toMatchObject([
      { severity: 'advice', what: 'shard market: dead letters', was: '1 of 1 events' },
    ]);
    expect(of(findings, 'embedded log: owner')).toMatchObject([{ was: 'nobody' }]);
  });

  it('tells of an unfinished batch, and of a writer that does not renew its lease', async () => {
    const scene = await createScene();
    const writer = scene.writer({
      failpoint: (name) =>
        name === 'ledger.after-intent' ? Promise.reject(new Error('killed')) : Promise.resolve(),
    });
    await writer.start();
    await scene.log.append({ subject: 'market.futures.trades', bytes: Buffer.from('{') });
    await writer.flushAll().catch(() => undefined);
    const lease = holdLease({ store: scene.store, tier: 'bronze', shard: 'market', writer: 'w' });
    await lease.announced;
    await lease.abandon();
    const findings = await diagnose(scene);
    expect(of(findings, 'unfinished batch')).toMatchObject([
      { severity: 'warning', was: expect.stringContaining('messages 1 to 1') as string },
    ]);
    expect(of(findings, 'shard market: writer')).toMatchObject([
      { severity: 'warning', was: expect.stringContaining(`process ${process.pid}`) as string },
    ]);
  });

  it('tells of a commit log that does not read', async () => {
    const scene = await createScene();
    const writer = scene.writer();
    await writer.start();
    await writer.stop();
    await writeFile(
      join(scene.root, ledgerLogFolder('bronze', 'market'), `${'0'.repeat(19)}2.json`),
      '{}',
    );
    const findings = await diagnose(scene);
    expect(of(findings, 'commit log')).toMatchObject([
      { severity: 'danger', change: expect.stringContaining('lake-service verify') as string },
    ]);
  });

  it('tells of an embedded log that a server has replaced, and how sure that is', async () => {
    const scene = await createScene();
    await scene.log.append({ subject: 'market.futures.trades', bytes: Buffer.from('{') });
    await scene.log.close();
    const [left] = of(await diagnose(scene, true), 'left behind');
    expect(left).toMatchObject({ severity: 'advice' });
    await writeFile(join(scene.walRoot, 'market', 'wal-00000000000000000099.arrow'), '');
    const [more] = of(await diagnose(scene, true), 'left behind');
    expect(more).toMatchObject({
      severity: 'warning',
      was: expect.stringContaining('99') as string,
    });
  });

  it('tells of old files in staging, and of what cannot be looked at', async () => {
    const scene = await createScene();
    const folder = join(scene.root, '_lake/staging/somebody');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'rows.parquet'), 'x');
    await utimes(join(folder, 'rows.parquet'), 1, 1);
    const findings = await diagnose(scene);
    expect(of(findings, 'staging')).toMatchObject([{ severity: 'advice' }]);
    const file = join(await scratchFolder(), 'file');
    await writeFile(file, '');
    const blocked = await diagnoseLake({
      location: { kind: 's3', bucket: 'b', prefix: '', endpoint: 'http://127.0.0.1:1' },
      store: createLocalStore({ root: scene.root }),
      folders: [],
      stagingFolder: folder,
      walRoot: file,
      isServerUsed: false,
      clock: HASTY,
    });
    expect(of(blocked, 'clock: S3')).toMatchObject([{ severity: 'warning' }]);
    expect(of(blocked, 'embedded log')).toMatchObject([{ severity: 'danger' }]);
  });
});
