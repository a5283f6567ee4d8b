import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { startProgram } from '../../../../test-servers.mjs';
import type { LakeLocation, ObjectStore } from '../../src/index.js';
import { bytesOf, textOf } from '../scene.js';

/** Replaces an object, see there. */
export const REPLACER = fileURLToPath(new URL('../programs/replacer.ts', import.meta.url));

/** Processes look at one object and replace it, round after round; each round has one winner. */
export async function expectOneReplacementEach(
  processes: number,
  rounds: number,
  location: LakeLocation,
  store: ObjectStore,
): Promise<void> {
  await store.createIfAbsent('race/k', { bytes: bytesOf('old') });
  const started = Array.from({ length: processes }, (_, index) =>
    startProgram(REPLACER, {
      args: [JSON.stringify(location), 'race/k', `racer ${index}`, `${rounds}`],
    }),
  );
  const racers = await Promise.all(started);
  for (let round = 0; round < rounds; round += 1) {
    // Eight of them start slowly where others are at work.
    await Promise.all(racers.map((racer) => racer.said(new RegExp(`looked ${round}\n`), 90)));
    racers.forEach((racer) => racer.say('go\n'));
    await Promise.all(racers.map((racer) => racer.said(new RegExp(`done ${round}\n`))));
  }
  const ends = await Promise.all(racers.map(({ ended }) => ended));
  const outcomes = ends.map(({ stdout }) => /outcomes (.*)/.exec(stdout)?.[1].split(' ') ?? []);
  for (let round = 0; round < rounds; round += 1) {
    expect(outcomes.filter((each) => each[round] === 'replaced')).toHaveLength(1);
  }
  const last = outcomes.findIndex((each) => each.at(-1) === 'replaced');
  expect(await textOf(store, 'race/k')).toBe(`racer ${last} ${rounds - 1}`);
}
