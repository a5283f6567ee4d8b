/** Passes the failpoints `one`, `two`, `one`, `two` … and says so, until it is told to stop or is ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { failpointOf } from '../../servers/index.mjs';

const failpoint = failpointOf();
for (let turn = 1; turn <= 5; turn += 1) {
  for (const name of ['one', 'two']) {
    process.stdout.write(`${name} ${turn}\n`);
    await sleep(1);
    failpoint(name);
  }
}
process.stdout.write('end\n');
