import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalStore } from '../../src/index.js';
import { freshPlaces, textOf } from '../scene.js';

const PROGRAM = fileURLToPath(new URL('../programs/race.ts', import.meta.url));
const RACERS = 8;
const OBJECTS = 25;

function startRacer(root: string, name: string) {
  const options = ['--conditions=@assay/source', '--import', 'tsx'];
  const child = spawn(process.execPath, [...options, PROGRAM, root, name, `${OBJECTS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return { lines, go: () => child.stdin.write('go\n') };
}

describe('createIfAbsent among processes', () => {
  it('lets exactly one of eight processes create each object', { timeout: 60_000 }, async () => {
    const { root } = await freshPlaces();
    const names = Array.from({ length: RACERS }, (_, index) => `racer ${index}`);
    const racers = names.map((name) => startRacer(root, name));
    await Promise.all(racers.map(({ lines }) => lines.next()));
    racers.forEach(({ go }) => go());
    const results = await Promise.all(racers.map(({ lines }) => lines.next()));
    const store = createLocalStore({ root });
    const won = results.map(({ value }) => JSON.parse(value) as number[]);

    expect(won.flat().sort((left, right) => left - right)).toEqual(
      Array.from({ length: OBJECTS }, (_, index) => index),
    );
    for (const [racer, objects] of won.entries()) {
      for (const index of objects) {
        expect(await textOf(store, `race/${index}`)).toBe(`racer ${racer} wrote ${index}`);
      }
    }
  });
});
