import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHere } from '../support/run-here.js';
import { startService } from '../support/running-service.js';
import { storedLake } from '../support/stored-lake.js';

interface Result {
  readonly to: string;
  readonly complete: boolean;
  readonly files: { readonly copied: number; readonly present: number };
  readonly problems: readonly { readonly key: string }[];
}

describe('lake-service copy', () => {
  it('backs a lake up, says so, and goes on when it is run again', async () => {
    const { folder, env } = await storedLake();
    const to = join(folder, 'backup');
    const planned = await runHere(['copy', '--to', to, '--keep', '--dry-run'], env);
    expect(planned).toMatchObject({ code: 0, stdout: '' });
    expect(planned.stderr).toContain(`To copy to ${to}: 2 files, 0 there already`);
    const copied = await runHere(['copy', '--to', to, '--keep'], env);
    expect(copied.code).toBe(0);
    expect(copied.stderr).toContain(`Copied to ${to}: 2 files, 0 there already`);
    expect(copied.stderr).toContain('Every object was read back');
    const again = await runHere(['copy', '--to', to, '--keep', '--jobs', '2', '--json'], env);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      to,
      complete: true,
      sealed: false,
      files: { copied: 0, present: 2 },
    });
    const verified = await runHere(['verify'], { ...env, DATA_ROOT: to });
    expect(verified.code).toBe(0);
  });

  it('moves a lake: the old place sends a service on, the new one is whole', async () => {
    const { folder, env } = await storedLake();
    const to = join(folder, 'moved');
    const moved = await runHere(['copy', '--to', to], env);
    expect(moved.code).toBe(0);
    expect(moved.stderr).toContain(`is sealed: serve with DATA_ROOT=${to} from now on.`);
    const again = await runHere(['copy', '--to', to], env);
    expect(again.code).toBe(0);
    expect(again.stderr).toContain(`The lake was moved to ${to} before.`);
    const served = await runHere(['serve'], { ...env, HTTP_PORT: '0' });
    expect(served.code).toBe(2);
    expect(served.stderr).toContain(to);
    for (const root of [env.DATA_ROOT, to]) {
      expect(await runHere(['verify'], { ...env, DATA_ROOT: root })).toMatchObject({ code: 0 });
    }
    const { service } = await startService({ DATA_ROOT: to, WAL_ROOT: env.WAL_ROOT });
    await service.stop();
    const followed = await runHere(['verify', '--json'], env);
    expect(followed.code).toBe(0);
    const elsewhere = await runHere(['copy', '--to', join(folder, 'third')], env);
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.stderr).toContain(`was moved to ${to}`);
    expect(elsewhere.stderr).toContain('next: name that lake by DATA_ROOT');
  });

  it('says where a lake is now that was moved on, to who asks at its old place', async () => {
    const { folder, env } = await storedLake(1);
    const [second, third] = [join(folder, 'second'), join(folder, 'third')];
    await runHere(['copy', '--to', second], env);
    await runHere(['copy', '--to', third], { ...env, DATA_ROOT: second });
    const way = `moved to ${second}, and from there to ${third}; it goes on there: set DATA_ROOT=`;
    for (const argv of [
      ['copy', '--to', second],
      ['copy', '--to', third],
      ['copy', '--to', join(folder, 'fourth')],
      ['verify'],
    ]) {
      const { stderr } = await runHere(argv, env);
      expect(stderr).toContain(`${way}${third}`);
      expect(stderr).not.toContain(`DATA_ROOT=${second}`);
    }
    const { stdout } = await runHere(['verify', '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject({ proved: true, movedTo: third });
    const now = await runHere(['verify'], { ...env, DATA_ROOT: third });
    expect(now.stderr).not.toContain('moved');
  });

  it('ends with 1 and names the object that was changed', async () => {
    const { folder, env } = await storedLake();
    const to = join(folder, 'backup');
    const first = await runHere(['copy', '--to', to, '--keep', '--json'], env);
    expect(first.code).toBe(0);
    const key = 'bronze/futures/trades/symbol=ESH6/date=2025-12-16/hour=14';
    const [name] = await readdir(join(to, key));
    await appendFile(join(to, key, name), 'x');
    const human = await runHere(['copy', '--to', to, '--keep'], env);
    expect(human.code).toBe(1);
    expect(human.stderr).toMatch(/One object does not hold what it should/);
    expect(human.stderr).toContain(`${key}/${name} in ${to}: expected SHA-256 `);
    const { code, stdout } = await runHere(['copy', '--to', to, '--keep', '--json'], env);
    const result = JSON.parse(stdout) as Result;
    expect({ code, complete: result.complete }).toEqual({ code: 1, complete: false });
    expect(result.problems.map((each) => each.key)).toEqual([`${key}/${name}`]);
  });

  it('ends with 2 for another lake, a bad URI and no lake, and says what to do', async () => {
    const [{ folder, env }, other] = [await storedLake(1), await storedLake(1)];
    const refused = await runHere(['copy', '--to', other.env.DATA_ROOT, '--keep'], env);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'expected an empty place, or an earlier copy of the same lake',
    );
    expect(refused.stderr).toContain('next: choose another place');
    const bad = await runHere(['copy', '--to', 'ftp://host/lake'], env);
    expect(bad).toMatchObject({ code: 2 });
    expect(bad.stderr).toContain('expected a folder or s3://bucket/prefix, was "ftp://host/lake"');
    const none = await runHere(['copy', '--to', join(folder, 'x')], {
      DATA_ROOT: join(folder, 'nothing'),
    });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('expected a lake, was no commit log there');
  });
});
