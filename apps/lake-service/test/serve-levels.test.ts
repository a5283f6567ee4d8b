import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { computedLevels, filedLevels, storedLevels } from './support/level-rows.js';
import { startProcess } from './support/service-process.js';
import { postMessage, simulatedSession } from './support/simulated-session.js';
import { temporaryFolder } from './support/temporary-folder.js';

const SETTINGS = {
  ...{ BRONZE_MAX_SECONDS: '0.3', GOLD_MAX_SECONDS: '1', GOLD_MAX_EVENTS: '40' },
  // However busy the machine is: instants are made by what the events show.
  SIGNALS_ALLOWANCE: '5min',
};

interface Health {
  readonly signals: { readonly rowsStored: number; readonly missed: number };
  readonly gold: { readonly rows: number; readonly ownPublications: number };
}

const healthOf = async (url: string) => (await (await fetch(`${url}/health`)).json()) as Health;

describe('lake-service serve, signals and Gold', () => {
  it(
    'stores of a market what one pass over Bronze says, though it is killed in the middle',
    { timeout: 240_000 },
    async () => {
      const folder = await temporaryFolder();
      const lake = join(folder, 'data/lake');
      const messages = simulatedSession(12);
      const middle = Math.floor(messages.length / 2);

      const first = startProcess(folder, ['serve'], SETTINGS);
      let url = await first.url;
      for (const message of messages.slice(0, middle)) {
        expect(await postMessage(url, message)).toBe(true);
      }
      await expect
        .poll(async () => (await healthOf(url)).signals.rowsStored, { timeout: 60_000 })
        .toBeGreaterThan(40);
      const pending = messages.slice(middle, middle + 6).map((each) => postMessage(url, each));
      first.kill('SIGKILL');
      await first.ended;
      await Promise.all(pending);

      const second = startProcess(folder, ['serve', '--json'], SETTINGS);
      url = await second.url;
      // The producer does not know which of the last came through: it sends them again.
      for (const message of messages.slice(middle)) {
        expect(await postMessage(url, message)).toBe(true);
      }
      await expect
        .poll(async () => (await healthOf(url)).gold.ownPublications, { timeout: 60_000 })
        .toBeGreaterThan(0);
      second.kill('SIGTERM');
      const { code, stdout, stderr } = await second.ended;
      expect(code, stderr).toBe(0);
      const stopped = JSON.parse(stdout) as Health;
      expect(stopped.signals.missed).toBe(0);
      expect(stopped.gold).toMatchObject({ rows: 0, deadLetters: 0 });

      const stored = await storedLevels(lake);
      const lastNs = stored[stored.length - 1].atNs;
      const computed = (await computedLevels(lake)).filter(({ atNs }) => atNs <= lastNs);
      expect(stored).toEqual(computed);
      // Ten of the twelve seconds at least: the last second waits for what was never sent.
      expect(lastNs - stored[0].atNs).toBeGreaterThan(9_000_000_000n);
      expect(await filedLevels(lake)).toEqual({ assay: [stored.length, stored.length] });
    },
  );

  it.each([
    [{ COMPONENTS: 'signals,gold' }, /COMPONENTS: expected bronze among them, .*was signals,gold/],
    [
      { COMPONENTS: 'bronze,silver' },
      /COMPONENTS .*expected .*bronze, signals, gold.*was .*silver/,
    ],
    [{ SIGNALS_HOTZONES: '600,many' }, /SIGNALS_HOTZONES .*expected .*was .*many/],
    [{ SIGNALS_UNDERLYING: 'QQQ' }, /SIGNALS_UNDERLYING .*expected .*SPY, ES.*was .*QQQ/],
  ])('ends with 2 and says what was expected: %j', async (settings, message) => {
    const folder = await temporaryFolder();
    const { code, stderr } = await startProcess(folder, ['serve'], settings).ended;
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
