import { describe, expect, it } from 'vitest';
import { openQuerySession } from '../src/index.js';

describe('openQuerySession', () => {
  it('reads times in UTC, int64 as bigint and NULL as null', async () => {
    const session = await openQuerySession({ threads: 1, memoryLimitBytes: 64 * 1024 * 1024 });
    expect(
      await session.rows(
        `SELECT current_setting('TimeZone') AS zone, 9007199254740993::BIGINT AS big, NULL AS nothing,
         current_setting('threads')::INTEGER AS threads, current_setting('memory_limit') AS memory`,
      ),
    ).toEqual([
      { zone: 'UTC', big: 9_007_199_254_740_993n, nothing: null, threads: 1, memory: '64.0 MiB' },
    ]);
    session.close();
  });

  it('gives the words of the engine and the statement when it refuses', async () => {
    const session = await openQuerySession();
    const refused = session.run('SELECT nothing FROM nowhere\nWHERE true');
    await expect(refused).rejects.toMatchObject({ code: 'ENGINE', retryable: false });
    await expect(refused).rejects.toThrow(/nowhere.*\(in: SELECT nothing FROM nowhere\)/s);
    session.close();
  });

  it('closes twice without an error', async () => {
    const session = await openQuerySession();
    session.close();
    expect(() => session.close()).not.toThrow();
  });
});
