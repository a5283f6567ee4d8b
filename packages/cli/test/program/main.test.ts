import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const FIXTURE = fileURLToPath(new URL('../programs/fixture.ts', import.meta.url));
const NODE = [process.execPath, '--conditions=@assay/source', '--import', 'tsx', FIXTURE];

function collect(child: ChildProcess) {
  const seen = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (seen.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (seen.stderr += chunk.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, ...seen }));
  });
  const says = async (text: string): Promise<void> => {
    while (!seen.stderr.includes(text)) {
      await delay(10);
    }
  };
  return { ended, says };
}

function start(argv: string[]) {
  const child = spawn(NODE[0], [...NODE.slice(1), ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, ...collect(child) };
}

describe('main, as a process of its own', () => {
  it.each([
    [['count', 'a'], 0, ''],
    [['doubt', '--json'], 1, '{"differ":["a","b"]}\n'],
    [['fail', '--how', 'typed'], 2, ''],
    [['nonsense'], 2, ''],
  ])('ends %j with %i', async (argv, code, stdout) => {
    const result = await start(argv).ended;
    expect(result).toMatchObject({ code, stdout });
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  it.each([['crash'], ['crash --asynchronously']])('reports a %s with 2', async (line) => {
    const { code, stdout, stderr } = await start([...line.split(' '), '--json']).ended;
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { message: 'a mistake in the code' } });
    expect(stderr).toContain('unexpected error: a mistake in the code');
  });

  it('does not mind a reader that goes away', async () => {
    const command = [...NODE, 'data', '--lines', '1000000'].map((part) => `'${part}'`).join(' ');
    const line = `${command} | head -n 2; echo "\${PIPESTATUS[0]}"`;
    const child = spawn('bash', ['-c', line], { stdio: ['ignore', 'pipe', 'pipe'] });
    const { stdout, stderr } = await collect(child).ended;
    expect(stdout).toBe('line 0\nline 1\n0\n');
    expect(stderr).toMatch(/^wrote \d+\n$/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('drains and ends with 0 after %s', async (signal) => {
    const { child, ended, says } = start(['serve', '--json']);
    await says('ready');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 0, stdout: `{"signal":"${signal}"}\n` });
  });

  it('ends at once with the second signal', async () => {
    const { child, ended, says } = start(['serve', '--stuck']);
    await says('ready');
    child.kill('SIGTERM');
    await says('draining');
    await delay(600);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '' });
  });
});
