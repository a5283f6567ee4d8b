import { describe, expect, it } from 'vitest';
import { SessionPool } from '../../src/engines/session-pool.js';
import { SharedEngine } from '../../src/engines/shared-engine.js';

const ONE = 'SELECT 1::BIGINT AS one';

describe('SharedEngine', () => {
  it('is one engine for all who overlap, and stays open until the last gave it back', async () => {
    const engine = new SharedEngine({ threads: 1 });
    const [first, second] = await Promise.all([engine.take(), engine.take()]);
    expect(first).toBe(second);
    await engine.close();
    await engine.giveBack();
    expect(await second.rows(ONE)).toEqual([{ one: 1n }]);
    await engine.giveBack();
    await expect(second.rows(ONE)).rejects.toThrow();
    await expect(engine.take()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});

describe('SessionPool', () => {
  it('gives work that overlaps engines of its own, and keeps them for later work', async () => {
    const pool = new SessionPool({ threads: 1 });
    const used = await pool.use((one) => pool.use(async (other) => [one, other]));
    expect(used[0]).not.toBe(used[1]);
    expect(used).toContain(await pool.use(async (session) => session));
    pool.close();
    await expect(pool.use(async () => undefined)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });
});
