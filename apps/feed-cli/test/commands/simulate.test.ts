import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { StopSignal } from '@assay/cli';
import { sha256Hex } from '@assay/schemas';
import { systemClock } from '@assay/telemetry';
import { describe, expect, it } from 'vitest';
import { parquetFiles, plainRows, runPositions } from '../support/lake.js';
import { resultOf, runHere, type Summary } from '../support/run-here.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface Simulated extends Pick<Summary, 'rows' | 'dead_letters' | 'bronze_files'> {
  readonly runs: Readonly<Record<string, string>>;
  readonly complete: boolean;
  readonly until_ns: string;
  readonly events: Readonly<Record<string, number>>;
  readonly events_sent: number;
  readonly events_already_stored: number;
  readonly digest: string;
}

const simulate = (folder: string, ...args: string[]) =>
  runHere(folder, ['simulate', '--json', '--minutes', '1', ...args]);

async function simulated(folder: string, ...args: string[]): Promise<Simulated> {
  const { code, ...said } = await simulate(folder, ...args);
  expect(code, said.stderr).toBe(0);
  return resultOf<Simulated>(said);
}

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('feed-cli simulate', () => {
  it('gives the same rows and digest for the same seed, and others for another', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()];
    const one = await simulated(first);
    expect(one.complete).toBe(true);
    expect(Object.keys(one.events)).toHaveLength(6);
    expect(one.rows).toEqual(one.events);
    expect(one.dead_letters).toBe(0);
    const two = await simulated(second);
    expect({ ...two, bronze_files: [] }).toEqual({ ...one, bronze_files: [] });
    const files = async (folder: string) => {
      const paths = await parquetFiles(`${folder}/lake/bronze`);
      return Promise.all(paths.map(async (path) => sha256Hex(await readFile(path))));
    };
    expect(await files(first)).toEqual(await files(second));
    const other = await simulated(second, '--seed', '8');
    expect(other.digest).not.toBe(one.digest);
  });

  it('stores nothing new when run again, and only the rest when it covers more', async () => {
    const folder = await temporaryFolder();
    const one = await simulated(folder);
    const again = await simulated(folder);
    expect([again.rows, again.bronze_files, again.digest]).toEqual([{}, [], one.digest]);
    expect(again.events_already_stored).toBe(total(one.events));
    const longer = await simulated(folder, '--minutes', '2');
    expect(longer.events_already_stored).toBe(total(one.events));
    const rows = await plainRows(`${folder}/lake/bronze`);
    expect(rows.length).toBe(total(longer.events));
    expect(runPositions(rows).size).toBe(rows.length);
  });

  it('paces events, yet gives the digest that it gives at once', async () => {
    const folder = await temporaryFolder();
    const startedMs = systemClock.monotonicMs();
    const paced = await simulated(folder, '--speed', '40');
    expect(systemClock.monotonicMs() - startedMs).toBeGreaterThan(1_450);
    const atOnce = await simulated(await temporaryFolder());
    expect([paced.digest, paced.events]).toEqual([atOnce.digest, atOnce.events]);
  });

  it('stores what was sent when it is asked to end, and goes on when run again', async () => {
    const folder = await temporaryFolder();
    const signals = new EventEmitter<Record<StopSignal, [StopSignal]>>();
    const args = ['simulate', '--json', '--minutes', '1', '--speed', '20'];
    const running = runHere(folder, args, signals);
    while (signals.listenerCount('SIGINT') === 0) {
      await systemClock.sleep(5);
    }
    await systemClock.sleep(700);
    signals.emit('SIGINT', 'SIGINT');
    const { code, ...said } = await running;
    expect(code, said.stderr).toBe(0);
    const early = resultOf<Simulated>(said);
    expect(early.complete).toBe(false);
    expect(early.rows).toEqual(early.events);
    expect(total(early.events)).toBeGreaterThan(0);
    const whole = await simulated(folder);
    expect(whole.events_already_stored).toBe(total(early.events));
    const rows = await plainRows(`${folder}/lake/bronze`);
    expect([rows.length, runPositions(rows).size]).toEqual(Array(2).fill(total(whole.events)));
  });

  it.each([
    [['--seed', '-1'], '--seed'],
    [['--start', '2025-12-16'], 'an instant in UTC such as 2025-12-16T14:30:00Z'],
    [['--start', '2025-02-30T00:00:00Z'], 'an instant in UTC'],
    [['--start', '2150-01-01T00:00:00Z'], 'nanoseconds of the years 2000 to 2098'],
    [['--minutes', '0'], '--minutes'],
    [['--speed', 'fast'], 'as fast as it goes'],
  ])('refuses %j', async (args, words) => {
    const { code, stderr } = await simulate(await temporaryFolder(), ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
