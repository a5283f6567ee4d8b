import { locationOfUri, openObjectStore } from '@assay/storage';
import { isSkipped, startTestLake } from '@assay/testkit/servers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { storeRuns } from './support/bronze.js';
import { resultOf, runHere, type Compacted } from './support/run-here.js';
import { DATE, smallRuns } from './support/small-lake.js';
import { temporaryFolder } from './support/temporary-folder.js';

describe('silver-cli on a lake in S3', () => {
  it.skipIf(isSkipped('s3'))(
    'compacts, reads, answers for it [needs s3]',
    async () => {
      const server = await startTestLake('s3');
      onTestFinished(() => server.close());
      const folder = await temporaryFolder();
      const { DATA_ROOT: root = '', ...access } = server.environment;
      const location = locationOfUri(root, {
        endpoint: access['S3_ENDPOINT'],
        region: access['S3_REGION'],
        accessKeyId: access['S3_ACCESS_KEY'],
        secretAccessKey: access['S3_SECRET_KEY'],
      });
      const cache = { cacheFolder: `${folder}/bronze-cache`, cacheMaxBytes: 2 ** 30 };
      await storeRuns(folder, smallRuns(), { store: await openObjectStore(location, cache) });
      const env = server.environment;
      const run = (...args: readonly string[]) => runHere(folder, args, { env });

      expect((await run('status')).code).toBe(1);
      const first = await run('compact', '--date', DATE, '--json');
      expect(first.code, first.stderr).toBe(0);
      expect(resultOf<Compacted>(first)).toMatchObject({ rows_read: 36, rows_written: 36 });
      const again = await run('compact', '--all', '--json');
      const statuses = resultOf<Compacted>(again).results.map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set(['unchanged']));
      const trades = ['--schema', 'futures.trades', '--symbol', 'ESH6', '--date', DATE];
      const read = await run('read', ...trades, '--format', 'ndjson');
      expect(read.stdout.trimEnd().split('\n').length, read.stderr).toBe(24);
      expect((await run('status', '--gc')).code).toBe(0);
      expect((await run('quality', '--date', DATE)).code).toBe(0);
    },
    60_000,
  );
});
