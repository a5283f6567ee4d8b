/**
 * Appends messages of the made market to an embedded log and runs the engine over it until all is taken in, then
 * ends and says how far it came. The environment may kill it at a failpoint. Its settings are the JSON of its argument.
 */
import { openEmbeddedLog } from '@assay/bus';
import { failpointOf } from '@assay/testkit/servers';
import { madeMarket } from '../support/made-market.js';
import { appendAll, hasRead, lakeIn, makeRunner, until } from '../support/run-live.js';

export interface RunSettings {
  readonly root: string;
  readonly wal: string;
  readonly seed: number;
  readonly seconds: number;
  /** Messages that the log is to hold before it begins, and when it ends. */
  readonly first: number;
  readonly last: number;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as RunSettings;
const { root, wal, seed, seconds, first, last } = settings;
const messages = madeMarket({ seed, seconds });
const log = await openEmbeddedLog({ root: wal });
const held = async () => Number((await log.market.state()).lastSequence);
await appendAll(log, messages.slice(await held(), first));
const logs = [{ shard: 'market', log: log.market }];
const runner = makeRunner(lakeIn(root), { logs, failpoint: failpointOf() });
await runner.start();
// A little at a time, so that there are several commits.
for (let from = await held(); from < last; from = await held()) {
  const to = Math.min(last, from + 40);
  await until(runner, hasRead(await appendAll(log, messages.slice(from, to))));
}
await until(runner, hasRead(BigInt(last)));
await runner.stop();
await log.close();
process.stdout.write(String(runner.status().lastTickNs));
