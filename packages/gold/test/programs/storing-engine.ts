/**
 * An engine that stores instants up to the number of its second argument in the lake of its first. The
 * environment may kill or freeze it at a failpoint.
 */
import { createLocalStore, localStagingFolder } from '@assay/storage';
import { failpointOf } from '@assay/testkit/servers';
import { runEngine } from '../support/counting-engine.js';

const [, , root = '', ticks = '0'] = process.argv;
try {
  await runEngine(
    {
      store: createLocalStore({ root }),
      ...{ shard: 'signals-SPY', underlying: 'SPY', fingerprint: 'engine-1' },
      stagingFolder: localStagingFolder(root),
      failpoint: failpointOf(),
    },
    Number(ticks),
  );
} catch (error) {
  process.exitCode = 3;
  const isCoded = error instanceof Error && 'code' in error;
  process.stdout.write(String(isCoded ? error.code : error));
}
