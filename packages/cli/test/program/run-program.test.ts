import { describe, expect, it } from 'vitest';
import { createProgram, defineCommand, runProgram } from '../../src/index.js';
import { fakeEnvironment } from '../fake-environment.js';
import { fixtureProgram } from './fixture-program.js';

async function run(argv: string[], options: Parameters<typeof fakeEnvironment>[0] = {}) {
  const fake = fakeEnvironment(options);
  const code = await runProgram(fixtureProgram, argv, fake.environment);
  return { code, stdout: fake.stdout(), stderr: fake.stderr() };
}

describe('runProgram, when all is well', () => {
  it('says everything to people on standard error', async () => {
    expect(await run(['count', 'a', 'b', '--times', '2'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'counting\ncounted 40000000000000000\n',
    });
  });

  it.each([
    ['behind the command', ['count', 'a', '--json']],
    ['before the command', ['--json', 'count', 'a']],
  ])('prints one object with --json %s', async (_where, argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect(code).toBe(0);
    expect(stdout).toBe('{"files":["a"],"count":"10000000000000000"}\n');
    expect(stderr).toBe('counting\n');
  });

  it('leaves options of the program to commands that have them too', async () => {
    expect((await run(['count', 'a', '--version', 'v1.0', '--json'])).stdout).toContain('"v1.0"');
  });

  it('answers no with 1, and with the result', async () => {
    expect(await run(['doubt'])).toEqual({ code: 1, stdout: '', stderr: 'two files differ\n' });
    const { code, stdout } = await run(['doubt', '--json']);
    expect([code, stdout]).toEqual([1, '{"differ":["a","b"]}\n']);
  });

  it('shows help and version on standard output', async () => {
    const { code, stdout, stderr } = await run(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('count [options] <file...>  count the files');
    expect((await run(['--version'])).stdout).toBe('1.2.3\n');
    const help = (await run(['count', '--help'])).stdout;
    expect(help).toContain('--json');
    expect(help).toContain('Examples:\n  fixture count a.dbn b.dbn --times 2');
  });

  it('writes data to standard output', async () => {
    expect((await run(['data'])).stdout).toBe('line 0\nline 1\nline 2\n');
  });

  it('logs JSON where nobody watches and lines on terminals, details with --verbose', async () => {
    const lines = (await run(['log', '--verbose'])).stderr.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'debug', message: 'in detail' },
      { level: 'info', message: 'in short', seq: '5' },
    ]);
    expect((await run(['log'], { tty: true })).stderr).toBe('13:50:12.345 INFO  in short  seq=5\n');
  });
});

describe('runProgram, when the command line makes no sense', () => {
  it.each([
    [['cuont', 'a'], "unknown command 'cuont' (Did you mean count?)", 'fixture --help'],
    [['count', 'a', '--tmies', '2'], "unknown option '--tmies' (Did you mean --times?)", 'count'],
    [['count'], "missing required argument 'file'", 'fixture count --help'],
    [['doubt', 'extra'], "too many arguments for 'doubt'", 'fixture doubt --help'],
    [[], 'expected a command (count, doubt, fail', 'fixture --help'],
    [['count', 'a', '--times'], "option '--times <n>' argument missing", 'fixture count --help'],
  ])('ends %j with 2 and a hint', async (argv, message, hint) => {
    const { code, stdout, stderr } = await run(argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: ${message}`);
    expect(stderr).toContain(hint);
    const machine = await run([...argv, '--json']);
    if (argv.at(-1) !== '--times') {
      expect(JSON.parse(machine.stdout)).toMatchObject({ error: { code: 'BAD_USAGE' } });
    }
  });

  it('names option, value and expectation of a bad value', async () => {
    const { code, stderr } = await run(['count', 'a', '--times', '12']);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: --times: expected a whole number from 1 to 9, was "12"\n' +
        '  next: give --times a whole number from 1 to 9; --help tells what it is for\n',
    );
  });

  it('refuses --json for data', async () => {
    const { code, stdout } = await run(['data', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'BAD_USAGE' } });
  });
});

describe('runProgram, when the command fails', () => {
  it('reports message, causes and next step, never a stack', async () => {
    const { code, stdout, stderr } = await run(['fail', '--how', 'deeply']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      [
        'error: publishing failed',
        '  cause: the disk is full',
        '  cause: ENOSPC: no space left',
        '  next: free space',
        '',
      ].join('\n'),
    );
  });

  it('reports the same to machines', async () => {
    const { stdout } = await run(['fail', '--how', 'deeply', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'UNREACHABLE',
        message: 'publishing failed',
        next: 'free space',
        causes: ['the disk is full', 'ENOSPC: no space left'],
        details: { bytes: '5' },
      },
    });
  });

  it('keeps the code of a package and calls a mistake a mistake', async () => {
    const typed = JSON.parse((await run(['fail', '--how', 'typed', '--json'])).stdout) as object;
    expect(typed).toMatchObject({ error: { code: 'NOT_FOUND', message: 'no such object' } });
    expect((await run(['fail'])).stderr).toBe(
      'unexpected error: x is not a function\n' +
        '  next: run it again with --verbose to see where it comes from\n',
    );
    expect((await run(['fail', '--how', 'oddly'])).stderr).toContain('unexpected error: just a');
  });

  it('shows the stack with --verbose', async () => {
    const { stderr } = await run(['fail', '--verbose']);
    expect(stderr).toMatch(/TypeError: x is not a function\n\s+at /);
    expect(stderr).not.toContain('next:');
  });

  it('reports what goes wrong outside the command', async () => {
    const fake = fakeEnvironment();
    const crashed = Promise.reject(new Error('far away'));
    expect(await runProgram(fixtureProgram, ['serve'], fake.environment, crashed)).toBe(2);
    expect(fake.stderr()).toContain('unexpected error: far away');
  });
});

describe('runProgram, when nobody reads', () => {
  it('stops writing data and ends well when the reader goes away', async () => {
    const fake = fakeEnvironment();
    fake.breakStdout('EPIPE');
    const argv = ['data', '--lines', '1000000'];
    expect(await runProgram(fixtureProgram, argv, fake.environment)).toBe(0);
    expect(fake.stderr()).toBe('wrote 0\n');
  });

  it('says so when standard output cannot be written', async () => {
    const fake = fakeEnvironment();
    fake.breakStdout('ENOSPC');
    expect(await runProgram(fixtureProgram, ['count', 'a', '--json'], fake.environment)).toBe(2);
    expect(fake.stderr()).toBe(
      'counting\nerror: standard output: expected to write, was refused\n  cause: write ENOSPC\n',
    );
  });
});

describe('createProgram', () => {
  it('refuses two commands of one name', () => {
    const twin = defineCommand({ name: 'a', summary: '', run: async () => ({ result: {} }) });
    const program = { name: 'p', version: '1', description: '', commands: [twin, twin] };
    expect(() => createProgram(program)).toThrow('p: expected one command "a", was two');
  });
});
