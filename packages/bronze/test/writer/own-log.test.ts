import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog } from '../support/memory-log.js';
import { createScene } from '../support/scene.js';

describe('a writer of another shard', () => {
  it('does not store a log that the lake stores already: each event would be there twice', async () => {
    const scene = await createScene();
    const log = createMemoryLog();
    await log.append(message(futuresTrades, [futuresTrade(1)]));
    const first = scene.writer({ log, shard: 'market' });
    await first.start();
    await first.stop();
    const second = scene.writer({ log, shard: 'market-2' });
    await expect(second.start()).rejects.toMatchObject({
      code: 'STORED_ELSEWHERE',
      message: expect.stringContaining('which this lake stores as shard market') as string,
    });
    const other = scene.writer({ log: createMemoryLog('another'), shard: 'market-2' });
    await other.start();
    await other.stop();
  });
});
