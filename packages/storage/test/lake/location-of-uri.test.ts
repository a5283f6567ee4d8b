import { describe, expect, it } from 'vitest';
import { lakeUri, locationOfUri } from '../../src/index.js';

describe('locationOfUri', () => {
  it('takes what lakeUri writes', () => {
    for (const uri of ['/data/lake', 's3://bucket', 's3://bucket/some/lake']) {
      expect(lakeUri(locationOfUri(uri))).toBe(uri);
    }
    expect(locationOfUri('backup/lake')).toEqual({ kind: 'local', root: 'backup/lake' });
  });

  it('enters S3 as it is told, and no folder', () => {
    const access = { endpoint: 'http://127.0.0.1:9000', accessKeyId: 'me', secretAccessKey: 'x' };
    expect(locationOfUri('s3://bucket/lake/', access)).toEqual({
      kind: 's3',
      bucket: 'bucket',
      prefix: 'lake',
      ...access,
    });
    expect(locationOfUri('/data', access)).toEqual({ kind: 'local', root: '/data' });
  });

  it.each(['', 'gs://bucket/lake', 's3://', 's3:bucket'])('refuses "%s"', (uri) => {
    const refused = expect.objectContaining({ code: 'UNSUPPORTED' }) as Error;
    expect(() => locationOfUri(uri)).toThrow(refused);
  });
});
