import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../src/fake-clock.js';
import { createMemoryLog } from '../src/memory-log.js';
import { createScheduler } from '../src/scheduler.js';
import { createSeededRandom } from '../src/seeded-random.js';
import { createSimulatedLog, type LogFaults } from '../src/simulated-log.js';

const FAULTS: LogFaults = { unavailable: 0.2, lostReply: 0.2, lostRequest: 0.2, slow: 0.3 };
const message = (text: string) => ({ subject: 'market.test', bytes: Buffer.from(text) });
const codeOf = (error: unknown): string => (error as { code: string }).code;

describe('createSimulatedLog', () => {
  it('repeats itself: the same seed gives the same outcomes', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const random = createSeededRandom(seed);
      const scheduler = createScheduler(random, createFakeClock());
      const log = createMemoryLog();
      const faulty = createSimulatedLog({ random, scheduler, log, faults: FAULTS });
      const calls = Array.from({ length: 20 }, async (_, index) => {
        const appended = await faulty.append(message(`${index}`)).catch(codeOf);
        return `${appended}/${(await faulty.state().catch(codeOf)) === 'UNAVAILABLE'}`;
      });
      const told = await scheduler.run(Promise.all(calls));
      return [...told, log.messages.length].join();
    };
    expect(await outcomes(1)).toBe(await outcomes(1));
    expect(await outcomes(1)).not.toBe(await outcomes(2));
  });

  it('fails in ways that a caller has to expect, and stores what it says it stored', async () => {
    const random = createSeededRandom(5);
    const log = createMemoryLog();
    const faulty = createSimulatedLog({ random, log, faults: FAULTS });
    const codes = new Set<string>();
    const note = (error: unknown): void => void codes.add(codeOf(error));
    for (let index = 0; index < 60; index += 1) {
      const sequence = await faulty.append(message(`${index}`)).catch(note);
      if (typeof sequence === 'bigint') expect(await log.markAt(sequence)).toBeDefined();
      await faulty.markAt(1n).catch(note);
    }
    expect([...codes].sort()).toEqual(['UNAVAILABLE', 'UNDECIDED']);
    const reading = (async () => {
      for (;;) {
        for await (const group of faulty.read(1n, { maxMessages: 1 })) {
          expect(group.length).toBe(1);
        }
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });

  it('leaves the calls of a crashed process without an answer', async () => {
    const log = createMemoryLog();
    const connection = createSimulatedLog({ random: createSeededRandom(1), log });
    await connection.append(message('before'));
    connection.crash();
    const late = connection.append(message('after')).then(() => 'answered');
    const answer = await Promise.race([late, new Promise((resolve) => setTimeout(resolve, 20))]);
    expect([answer, log.messages.length, connection.crashed]).toEqual([undefined, 1, true]);
  });
});
