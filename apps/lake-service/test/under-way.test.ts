import { describe, expect, it } from 'vitest';
import { UnderWay } from '../src/under-way.js';

describe('UnderWay', () => {
  it('is settled once all that was begun is over, well or not', async () => {
    const work = new UnderWay();
    await work.settled();
    let finish: () => void = () => undefined;
    const first = work.run(
      () => new Promise<string>((resolve) => (finish = () => resolve('done'))),
    );
    const second = work.run(() => Promise.reject(new Error('not done')));
    let isSettled = false;
    const settled = work.settled().then(() => (isSettled = true));
    await expect(second).rejects.toThrow('not done');
    expect(isSettled).toBe(false);
    finish();
    expect(await first).toBe('done');
    await settled;
  });
});
