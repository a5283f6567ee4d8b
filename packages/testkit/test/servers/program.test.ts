import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { atFailpoint, failpointOf, spawnUntil, startProgram } from '../../servers/index.mjs';

const WALKER = fileURLToPath(new URL('../programs/walker.ts', import.meta.url));

describe('spawnUntil', () => {
  it('runs a program until it kills itself at the nth passing of a failpoint', async () => {
    const program = await spawnUntil(WALKER, { failpoint: { name: 'two', nth: 3 } });
    const { signal, stdout } = await program.ended;
    expect([signal, stdout.trimEnd().split('\n').at(-1)]).toEqual(['SIGKILL', 'two 3']);
  });

  it('leaves a zombie that goes on where it stopped', async () => {
    await using program = await spawnUntil(WALKER, { failpoint: { name: 'one', action: 'stop' } });
    expect([program.running, program.stdout]).toEqual([true, 'one 1\n']);
    program.resume();
    expect((await program.ended).stdout).toContain('end');
  });

  it('says what a program printed that did not come that far', async () => {
    const started = spawnUntil(WALKER, { failpoint: { name: 'three' } });
    await expect(started).rejects.toThrow(
      /end at three, passing 1, was ended by exit code 0:[^]*end/,
    );
  });
});

describe('startProgram', () => {
  it('waits for what a program says, and ends it', async () => {
    await using program = await startProgram(WALKER);
    expect((await program.said(/two (\d)/))[1]).toBe('1');
    await program.kill();
    await expect(program.said(/never/)).rejects.toThrow('expected /never/ on its output');
  });
});

describe('failpointOf', () => {
  it('does nothing without the variable, and refuses what it cannot read', () => {
    failpointOf({})('ledger.after-intent');
    expect(() => failpointOf({ ASSAY_TEST_FAILPOINT: 'a:b:c' })).toThrow('name:nth:kill|stop');
  });

  it('takes several, each with its own count', () => {
    const variable = { ASSAY_TEST_FAILPOINT: 'a:2:throw,b:1:throw' };
    const failpoint = failpointOf(variable);
    failpoint('a');
    expect(() => failpoint('b')).toThrow('failpoint b');
    expect(() => failpoint('a')).toThrow('failpoint a');
    failpoint('a');
    expect(atFailpoint({ name: 'a' })).toEqual({ ASSAY_TEST_FAILPOINT: 'a:1:kill' });
  });
});
