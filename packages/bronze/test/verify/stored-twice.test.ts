import { cp } from 'node:fs/promises';
import type { EventLog } from '@assay/bus';
import { futuresTrades } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { verifyBronze } from '../../src/index.js';
import { futuresTrade, message } from '../support/market-rows.js';
import { createMemoryLog, type MemoryLog } from '../support/memory-log.js';
import { createScene, type Scene } from '../support/scene.js';

async function append(log: MemoryLog, messages: number): Promise<void> {
  for (let offset = 0; offset < messages; offset += 1) {
    await log.append(message(futuresTrades, [futuresTrade(offset)]));
  }
}

/** A lake in which a shard stored all of a log, a batch for every so many messages. */
async function stored(log: EventLog, shard: string, each: number): Promise<Scene> {
  const scene = await createScene();
  const limits = { maxSeconds: 3_600, maxEvents: each };
  const writer = scene.writer({ log, shard, limits });
  await writer.start();
  await writer.stop();
  return scene;
}

/** What verification says of both shards in one lake. */
async function together(one: Scene, other: Scene) {
  await cp(other.root, one.root, { recursive: true });
  const { problems } = await verifyBronze({ store: one.store });
  return problems;
}

describe('verify, of two shards of one log', () => {
  it('names the messages that both stored, and an entry of each', async () => {
    const log = createMemoryLog();
    await append(log, 6);
    const first = await stored(log, 'aside', 2);
    await append(log, 4);
    const problems = await together(first, await stored(log, 'market', 4));
    expect(problems).toMatchObject([
      {
        kind: 'log-stored-twice',
        object: expect.stringMatching(/^_lake\/bronze\/market\/log\//) as string,
        expected: expect.stringMatching(/^messages 1 to 6 of .* in one shard$/) as string,
        was: expect.stringMatching(/^in market, and in aside by _lake\/bronze\/aside\//) as string,
      },
    ]);
  });

  it('has nothing against messages that only one of them has, nor against two logs', async () => {
    const log = createMemoryLog();
    await append(log, 3);
    const before = await stored(log, 'before', 3);
    log.forgetUpTo(3n);
    await append(log, 3);
    expect(await together(before, await stored(log, 'after', 3))).toEqual([]);
    const another = createMemoryLog('another');
    await append(another, 6);
    expect(await together(before, await stored(another, 'another', 6))).toEqual([]);
  });
});
