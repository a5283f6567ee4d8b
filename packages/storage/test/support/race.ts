import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { LakeLocation, ObjectStore } from '../../src/index.js';
import { textOf } from '../scene.js';

const PROGRAM = fileURLToPath(new URL('../programs/race.ts', import.meta.url));
const OBJECTS = 25;

function startRacer(location: LakeLocation, name: string) {
  const options = ['--conditions=@assay/source', '--import', 'tsx'];
  const place = JSON.stringify(location);
  const child = spawn(process.execPath, [...options, PROGRAM, place, name, `${OBJECTS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { lines, go: () => child.stdin.write('go\n') };
}

/** Processes create the same objects; each object has one of them for its creator. */
export async function expectOneWinnerEach(
  processes: number,
  location: LakeLocation,
  store: ObjectStore,
): Promise<void> {
  const names = Array.from({ length: processes }, (_, index) => `racer ${index}`);
  const racers = names.map((name) => startRacer(location, name));
  await Promise.all(racers.map(({ lines }) => lines.next()));
  racers.forEach(({ go }) => go());
  const results = await Promise.all(racers.map(({ lines }) => lines.next()));
  const won = results.map(({ value }) => JSON.parse(value) as number[]);

  expect(won.flat().sort((left, right) => left - right)).toEqual(
    Array.from({ length: OBJECTS }, (_, index) => index),
  );
  for (const [racer, objects] of won.entries()) {
    for (const index of objects) {
      expect(await textOf(store, `race/${index}`)).toBe(`racer ${racer} wrote ${index}`);
    }
  }
}
