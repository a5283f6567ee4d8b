import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OBJECT_STORE_CONTRACT, type ContractScene } from '@assay/storage/contract';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../src/fake-clock.js';
import { createMemoryStore } from '../src/memory-store.js';
import { createScheduler } from '../src/scheduler.js';
import { createSeededRandom } from '../src/seeded-random.js';
import { createSimulatedStore } from '../src/simulated-store.js';

async function withScratch(run: (scratch: string) => Promise<void>): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'assay-contract-'));
  try {
    await run(scratch);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

describe('createMemoryStore', () => {
  it.each(OBJECT_STORE_CONTRACT)('$name', async (contractCase) => {
    await withScratch(async (scratch) => {
      const store = createMemoryStore();
      const twin = createMemoryStore({ objects: store.objects });
      await contractCase.run({ store, twin, scratch });
    });
  });
});

describe('createSimulatedStore without faults', () => {
  it.each(OBJECT_STORE_CONTRACT)('$name', async (contractCase) => {
    await withScratch(async (scratch) => {
      const random = createSeededRandom(contractCase.name);
      const lake = createMemoryStore();
      const scene: ContractScene = {
        store: createSimulatedStore({ random, lake }),
        twin: createSimulatedStore({ random, lake }),
        scratch,
      };
      await contractCase.run(scene);
    });
  });
});

describe('createSimulatedStore', () => {
  it('repeats itself: the same seed gives the same outcomes', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const random = createSeededRandom(seed);
      const scheduler = createScheduler(random, createFakeClock());
      const store = createSimulatedStore({
        random,
        scheduler,
        lake: createMemoryStore(),
        faults: { lostReply: 0.2, lostRequest: 0.2, unavailable: 0.2 },
      });
      const creates = Array.from({ length: 40 }, (_, index) =>
        store
          .createIfAbsent(`k${index % 7}`, { bytes: new Uint8Array([index]) })
          .catch((error: unknown) => String(error)),
      );
      return (await scheduler.run(Promise.all(creates))).join();
    };
    expect(await outcomes(1)).toBe(await outcomes(1));
    expect(await outcomes(1)).not.toBe(await outcomes(2));
  });

  it('leaves the operations of a crashed process without an answer, and what it stored in place', async () => {
    const random = createSeededRandom(3);
    const lake = createMemoryStore();
    const store = createSimulatedStore({ random, lake });
    await store.createIfAbsent('before', { bytes: new Uint8Array() });
    store.crash();
    const late = store.createIfAbsent('after', { bytes: new Uint8Array() }).then(() => 'answered');
    const answer = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 20))]);
    expect(answer).toBeUndefined();
    expect([...lake.objects.keys()]).toEqual(['before']);
  });
});
