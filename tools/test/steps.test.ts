import { describe, expect, it } from 'vitest';
import { runSteps, type Step } from '../lib/steps.mjs';

function step(
  name: string,
  log: string[],
  options: { after?: string[]; code?: number } = {},
): Step {
  return {
    name,
    after: options.after ?? [],
    run: async () => {
      log.push(`+${name}`);
      await Promise.resolve();
      log.push(`-${name}`);
      return { code: options.code ?? 0, output: '', seconds: 0 };
    },
  };
}

const quiet = (): void => undefined;

describe('runSteps', () => {
  it('runs every step although one fails, and waits for those before', async () => {
    const log: string[] = [];
    const steps = [step('b', log, { after: ['a'] }), step('a', log, { code: 1 })];
    const results = await runSteps(steps, { lanes: 2, report: quiet });
    expect(log).toEqual(['+a', '-a', '+b', '-b']);
    expect(results.map(({ name, code }) => [name, code])).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });

  it('keeps to its lanes', async () => {
    const log: string[] = [];
    await runSteps([step('a', log), step('b', log)], { lanes: 1, report: quiet });
    expect(log).toEqual(['+a', '-a', '+b', '-b']);
  });

  it('takes a step that throws for one that failed', async () => {
    const broken = { name: 'a', run: () => Promise.reject(new Error('no')) };
    const [result] = await runSteps([broken], { lanes: 1, report: quiet });
    expect(result).toMatchObject({ name: 'a', code: 1, output: expect.stringContaining('no') });
  });
});
