import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSession, sessionRun } from '@assay/feeds';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { readPlain } from '../support/lake.js';
import { startProcess } from '../support/service-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SETTINGS = { BRONZE_MAX_SECONDS: '0.3' };
const FOLDERS = ['futures/trades', 'futures/mbp10', 'stocks/trades', 'stocks/quotes'];

/** Lets the demo run for a while and ends it; gives its exit code. */
async function run(folder: string, signal: NodeJS.Signals): Promise<number | null> {
  const service = startProcess(folder, ['serve', '--demo', '--json'], SETTINGS);
  await service.url;
  await service.says(/simulated market started/);
  await systemClock.sleep(1_000);
  service.kill(signal);
  return (await service.ended).code;
}

describe('serve --demo', () => {
  it('goes on after a stop and after a kill: new runs, later times, nothing repeated', async () => {
    const folder = await temporaryFolder();
    expect(await run(folder, 'SIGTERM')).toBe(0);
    expect(await run(folder, 'SIGKILL')).toBe(null);
    expect(await run(folder, 'SIGINT')).toBe(0);
    const text = await readFile(join(folder, 'data/demo/session.json'), 'utf8');
    const { starts, snapshot } = decodeSession(text);
    expect(starts).toBe(3);
    for (const name of FOLDERS) {
      const rows = await readPlain(
        join(folder, 'data/demo/lake'),
        `bronze/${name}`,
        '_run AS run, _run_pos AS ordinal, _pos AS position, ts_event_ns AS time',
      );
      expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length);
      expect(
        new Set(rows.map(({ run, ordinal }) => `${String(run)} ${String(ordinal)}`)).size,
      ).toBe(rows.length);
      const dataset = name.replace('/', '.');
      let previous = BigInt(snapshot.settings.startNs);
      for (const start of [1, 2, 3]) {
        const run = `${sessionRun({ starts: start, snapshot })}/${dataset}`;
        const own = rows.filter((row) => row.run === run);
        const times = own.map(({ time }) => time as bigint).sort((a, b) => (a < b ? -1 : 1));
        // Trades may be seconds apart; the book never rests.
        if (own.length === 0 && name !== 'futures/mbp10') {
          continue;
        }
        expect(own.length, run).toBeGreaterThan(0);
        expect(times[0] >= previous).toBe(true);
        previous = times[times.length - 1] + 1n;
      }
      expect(rows.every(({ run }) => String(run).startsWith('sim-7-'))).toBe(true);
    }
  });
});
