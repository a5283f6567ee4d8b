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

  it('serves several results at once, beside other statements', async () => {
    const session = await openQuerySession({ threads: 1 });
    const results = await Promise.all(
      [0, 1_000_000].map((from) =>
        session.stream(`SELECT range + ${from} AS n FROM range(50000) ORDER BY n`),
      ),
    );
    const seen: unknown[][] = results.map(() => []);
    for (let open = results.length; open > 0;) {
      open = 0;
      for (const [at, result] of results.entries()) {
        const chunk = await result.fetchChunk();
        expect(await session.rows(`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
        seen[at].push(...(chunk?.getColumns()[0] ?? []));
        open += chunk === null || chunk.rowCount === 0 ? 0 : 1;
      }
    }
    expect(seen.map((values) => values.length)).toEqual([50_000, 50_000]);
    expect(seen.map((values) => values.at(-1))).toEqual([49_999n, 1_049_999n]);
    session.close();
  });

  it('reads times in UTC in every result', async () => {
    const session = await openQuerySession();
    const result = await session.stream(`SELECT current_setting('TimeZone') AS zone`);
    expect((await result.fetchChunk())?.getColumns()).toEqual([['UTC']]);
    session.close();
  });

  it('closes a result that was not read to its end, alone or with the session', async () => {
    const session = await openQuerySession();
    const [first, second] = await Promise.all(
      [1, 2].map(() => session.stream('SELECT * FROM range(1000000)')),
    );
    await first.fetchChunk();
    first.close();
    first.close();
    expect(await first.fetchChunk()).toBeNull();
    expect((await second.fetchChunk())?.rowCount).toBe(2_048);
    session.close();
    expect(await second.fetchChunk()).toBeNull();
  });

  it('refuses a result as it refuses any statement', async () => {
    const session = await openQuerySession();
    await expect(session.stream('SELECT nothing FROM nowhere')).rejects.toMatchObject({
      code: 'ENGINE',
    });
    session.close();
  });

  it('gives one row as the engine holds it, and only where there is one', async () => {
    const session = await openQuerySession();
    const row = await session.row(`SELECT 1::BIGINT AS a, 'x' AS b`);
    expect([...row]).toEqual([
      ['a', 1n],
      ['b', 'x'],
    ]);
    await expect(session.row('SELECT 1 WHERE false')).rejects.toThrow(/expected one row, was 0/);
    session.close();
  });
});
