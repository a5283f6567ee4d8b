import { describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { smallLake } from './lake.js';

describe('verify', () => {
  it('finds nothing wrong with what the writer made', async () => {
    const scene = await smallLake();
    const report = await verifyBronze({ store: scene.store });
    expect(report.problems).toEqual([]);
    expect(report.notes).toEqual([]);
    expect(report.counts).toMatchObject({ commits: 3, filesOpened: 15, rows: 18, deadLetters: 6 });
  });
});
