import type { LogMessage, ReadOptions } from '@assay/bus';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../src/fake-clock.js';
import { createMemoryLog, type MemoryLog } from '../src/memory-log.js';
import { markOf } from '../src/message-mark.js';

const message = (text: string) => ({ subject: 'market.test', bytes: Buffer.from(text) });
const textsOf = (messages: readonly LogMessage[]): string[] =>
  messages.map(({ bytes }) => Buffer.from(bytes).toString());

async function filled(...texts: readonly string[]): Promise<MemoryLog> {
  const log = createMemoryLog();
  for (const text of texts) await log.append(message(text));
  return log;
}

async function collect(log: MemoryLog, from = 1n, options?: ReadOptions): Promise<LogMessage[]> {
  const messages: LogMessage[] = [];
  for await (const group of log.read(from, options)) messages.push(...group);
  return messages;
}

describe('createMemoryLog', () => {
  it('numbers messages, reads them back, and is not another log', async () => {
    const log = await filled('a', 'b', 'c');
    expect(textsOf(await collect(log, 2n, { maxMessages: 1 }))).toEqual(['b', 'c']);
    expect(await log.state()).toMatchObject({ firstSequence: 1n, lastSequence: 3n });
    expect(createMemoryLog().created).not.toBe(log.created);
  });

  it('marks what it holds, and stamps it where it has a clock', async () => {
    const log = createMemoryLog({ clock: createFakeClock({ startNs: 7n }) });
    await log.append(message('a'));
    expect(await log.markAt(1n)).toEqual(markOf(log.messages[0]));
    expect((await log.markAt(1n))?.serverTimeNs).toBe(7n);
    expect(await log.markAt(2n)).toBeUndefined();
  });

  it('shows a released message and a hole as a jump in sequence', async () => {
    const log = await filled('a', 'b');
    log.skip(2);
    await log.append(message('c'));
    await log.release(1n);
    expect((await collect(log)).map(({ sequence }) => sequence)).toEqual([2n, 5n]);
    expect((await log.state()).firstSequence).toBe(2n);
    await expect(log.release(6n)).rejects.toMatchObject({ code: 'SEQUENCE_AHEAD' });
    log.retainFrom(99n);
    expect(await log.state()).toMatchObject({ firstSequence: 6n, lastSequence: 5n });
  });

  it('uses sequences again for other messages after it lost its tail', async () => {
    const log = await filled('a', 'b', 'c');
    const { created } = log;
    const mark = await log.markAt(3n);
    log.loseTail(1n);
    await log.append(message('x'));
    await log.append(message('y'));
    expect(log.created).toBe(created);
    expect(textsOf(log.messages)).toEqual(['a', 'x', 'y']);
    expect((await log.markAt(3n))?.sha256).not.toBe(mark?.sha256);
    await expect(collect(log, 4n, { after: mark! })).rejects.toMatchObject({ code: 'LOG_REWOUND' });
  });

  it('is empty and another one when it is made anew, and itself when it is brought back', async () => {
    const log = await filled('a');
    const { created } = log;
    expect(log.recreate()).not.toBe(created);
    expect(await log.state()).toMatchObject({ firstSequence: 1n, lastSequence: 0n });
    const wanted = collect(log, 1n, { created });
    await expect(wanted).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    log.bringBack(created);
    expect(textsOf(await collect(log, 1n, { created }))).toEqual(['a']);
  });

  it.each([
    ['LOG_REWOUND', (log: MemoryLog) => log.loseTail(1n)],
    ['LOG_REPLACED', (log: MemoryLog) => void log.recreate()],
  ])('ends a reader that follows with %s', async (code, happen) => {
    const log = await filled('a', 'b');
    const reading = (async () => {
      for await (const group of log.read(1n, { follow: true })) {
        if (group.length === 2) queueMicrotask(() => happen(log));
      }
    })();
    await expect(reading).rejects.toMatchObject({ code });
    const tooFar = collect(log, 9n, { follow: true });
    await expect(tooFar).rejects.toMatchObject({ code: 'LOG_REWOUND' });
  });

  it('ends readers that follow when they are told to or when it is closed', async () => {
    const log = await filled('a');
    const stop = new AbortController();
    const told = collect(log, 1n, { follow: true, signal: stop.signal });
    const closing = collect(log, 1n, { follow: true });
    await log.append(message('b'));
    stop.abort();
    expect(textsOf(await told)).toEqual(['a', 'b']);
    await log.close();
    expect(textsOf(await closing)).toEqual(['a', 'b']);
    await expect(log.markAt(1n)).rejects.toMatchObject({ code: 'CLOSED' });
    log.reopen();
    expect(textsOf(await collect(log))).toEqual(['a', 'b']);
  });
});
