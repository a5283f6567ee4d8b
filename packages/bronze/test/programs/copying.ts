import { createLocalStore, localStagingFolder } from '@assay/storage';
import { failpointOf } from '@assay/testkit/servers';
import { archiveLake } from '../../src/copy/archive-lake.js';
import { copyLake } from '../../src/copy/copy-lake.js';

/** `copying.ts move|archive FROM TO`: copies a lake of folders, until the failpoint it was given. */
const [, , what, fromRoot, toRoot] = process.argv;
const failpoint = failpointOf();
const from = createLocalStore({ root: fromRoot, failpoint });
const to = createLocalStore({ root: toRoot, failpoint });
const parts = { to, stagingFolder: localStagingFolder(toRoot), failpoint, jobs: 2 };
const report =
  what === 'move'
    ? await copyLake({ ...parts, from, seal: true })
    : await archiveLake({ ...parts, store: from, before: '2024-12-20', remove: true });
process.stdout.write(JSON.stringify({ complete: report.complete, problems: report.problems }));
