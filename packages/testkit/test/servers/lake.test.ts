import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSkipped, startTestLake } from '../../servers/index.mjs';

describe('startTestLake', () => {
  it('makes a local lake, and takes its folder away', async () => {
    const lake = await startTestLake('local');
    expect(lake.environment).toEqual({ DATA_ROOT: join(lake.folder, 'lake') });
    writeFileSync(join(lake.folder, 'wal'), '');
    await lake.close();
    expect(existsSync(lake.folder)).toBe(false);
  });

  it.skipIf(isSkipped('s3'))('makes one in S3 behind a fault proxy [needs s3]', async () => {
    await using lake = await startTestLake('s3');
    expect(lake.location).toMatchObject({ kind: 's3', bucket: 'lake', prefix: 'lake' });
    expect(lake.environment['S3_ENDPOINT']).toBe(lake.faults?.endpoint);
    const { status } = await fetch(`${lake.environment['S3_ENDPOINT']}/lake/a`);
    expect([status, lake.faults?.requests.length]).toEqual([403, 1]);
  });
});
