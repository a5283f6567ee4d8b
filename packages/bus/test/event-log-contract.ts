import { messageFingerprint } from '@assay/schemas';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EventLog, LogMessage, ReadOptions } from '../src/event-log.js';

/** What the contract needs of an adapter. Every call of `create` gives a new, empty log. */
export interface EventLogHarness {
  /** A subject that the log takes. */
  readonly subject: string;
  create(): Promise<LogUnderTest>;
}

export interface LogUnderTest {
  readonly log: EventLog;
  /** Closes the log, and opens what it stored again: `log` of what it gives. */
  reopen(): Promise<LogUnderTest>;
  /** Resolves when the log has dropped what it drops of what was released. */
  settleRelease(): Promise<void>;
  /** Closes the log and removes what it stored. */
  destroy(): Promise<void>;
}

/** All messages that a reading gives. */
export async function collect(
  log: EventLog,
  from = 1n,
  options?: ReadOptions,
): Promise<LogMessage[]> {
  const messages: LogMessage[] = [];
  for await (const group of log.read(from, options)) messages.push(...group);
  return messages;
}

/** The contract of the `EventLog` port: every adapter passes it. */
export function describeEventLogContract(name: string, harness: EventLogHarness): void {
  const { subject } = harness;
  const create = async (): Promise<LogUnderTest> => {
    const made = await harness.create();
    onTestFinished(() => made.destroy());
    return made;
  };
  const message = (text: string) => ({ subject, bytes: Buffer.from(text) });
  const textsOf = (messages: readonly LogMessage[]): string[] =>
    messages.map(({ bytes }) => Buffer.from(bytes).toString());
  const sequencesOf = (messages: readonly LogMessage[]): bigint[] =>
    messages.map(({ sequence }) => sequence);
  const upTo = (count: number, from = 1): bigint[] =>
    Array.from({ length: count }, (_, index) => BigInt(from + index));

  describe(`the event log contract: ${name}`, () => {
    it('numbers messages 1, 2, 3 … in the order of the calls', async () => {
      const { log } = await create();
      const appended = ['a', 'b', 'c'].map((text) => log.append(message(text)));
      expect(await Promise.all(appended)).toEqual([1n, 2n, 3n]);
      const messages = await collect(log);
      expect(textsOf(messages)).toEqual(['a', 'b', 'c']);
      expect(sequencesOf(messages)).toEqual([1n, 2n, 3n]);
      expect(messages.every((one) => one.subject === subject)).toBe(true);
    });

    it('is contiguous under concurrent appenders, and keeps the order of each', async () => {
      const { log } = await create();
      const appender = async (who: number): Promise<bigint[]> => {
        const own: bigint[] = [];
        for (let turn = 0; turn < 25; turn += 1) {
          own.push(await log.append(message(`${who}.${turn}`)));
        }
        return own;
      };
      const all = await Promise.all([0, 1, 2, 3].map(appender));
      const sorted = all.flat().sort((left, right) => (left < right ? -1 : 1));
      expect(sorted).toEqual(upTo(100));
      const found = textsOf(await collect(log));
      all.forEach((own, who) => {
        own.forEach((sequence, turn) => {
          expect(found[Number(sequence) - 1]).toBe(`${who}.${turn}`);
        });
      });
    });

    it('gives back headers, and the absence of headers', async () => {
      const { log } = await create();
      const headers = { 'Assay-Run': 'r"1', 'Assay-Run-Pos': '7', Empty: '', Unicode: 'é€😀' };
      await log.append({ ...message('with'), headers });
      await log.append(message('without'));
      const messages = await collect(log);
      expect(messages[0]?.headers).toEqual(headers);
      expect(Object.keys(messages[1]?.headers ?? {})).toEqual([]);
    });

    it('gives back every byte value, and empty payloads', async () => {
      const { log } = await create();
      const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
      await log.append({ subject, bytes });
      await log.append({ subject, bytes: new Uint8Array() });
      const [all, none] = await collect(log);
      expect([...(all?.bytes ?? [])]).toEqual([...bytes]);
      expect(none?.bytes.length).toBe(0);
    });

    it('copies what it is given', async () => {
      const { log } = await create();
      const bytes = Buffer.from('before');
      const appended = log.append({ subject, bytes });
      bytes.write('AFTER!');
      await appended;
      expect(textsOf(await collect(log))).toEqual(['before']);
    });

    it('says of an empty log that its last sequence is one before its first', async () => {
      const { log } = await create();
      const { firstSequence, lastSequence } = await log.state();
      expect({ firstSequence, lastSequence }).toEqual({ firstSequence: 1n, lastSequence: 0n });
      expect(await collect(log)).toEqual([]);
    });

    it('counts in its state what is durable', async () => {
      const { log } = await create();
      await log.append(message('a'));
      await log.append(message('b'));
      expect(await log.state()).toMatchObject({ firstSequence: 1n, lastSequence: 2n });
    });

    it('keeps messages and identity when it is opened again', async () => {
      const first = await create();
      await Promise.all(['a', 'b'].map((text) => first.log.append(message(text))));
      const before = await first.log.state();
      const { log } = await first.reopen();
      expect(await log.state()).toEqual(before);
      expect(textsOf(await collect(log))).toEqual(['a', 'b']);
      expect(await log.append(message('c'))).toBe(3n);
    });

    it('has another identity than any other log', async () => {
      const [one, other] = [await create(), await create()];
      expect((await one.log.state()).created).not.toBe((await other.log.state()).created);
    });

    it('reads from any sequence on, and nothing beyond the end', async () => {
      const { log } = await create();
      for (const text of ['a', 'b', 'c']) await log.append(message(text));
      expect(textsOf(await collect(log, 2n))).toEqual(['b', 'c']);
      expect(await collect(log, 4n)).toEqual([]);
      expect(await collect(log, 99n)).toEqual([]);
    });

    it('gives groups of at most so many messages, none of them empty', async () => {
      const { log } = await create();
      await Promise.all(upTo(10).map((index) => log.append(message(String(index)))));
      const sizes: number[] = [];
      for await (const group of log.read(1n, { maxMessages: 4 })) sizes.push(group.length);
      expect(sizes.every((size) => size >= 1 && size <= 4)).toBe(true);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
    });

    it('ends, without follow, after the last message there was', async () => {
      const { log } = await create();
      await log.append(message('a'));
      const seen: string[] = [];
      for await (const group of log.read(1n)) {
        seen.push(...textsOf(group));
        await log.append(message('later'));
      }
      expect(seen).toEqual(['a']);
    });

    it('reads on, with follow, while messages are appended', async () => {
      const { log } = await create();
      await log.append(message('1'));
      const stop = new AbortController();
      const seen: LogMessage[] = [];
      const reading = (async () => {
        for await (const group of log.read(1n, { follow: true, signal: stop.signal })) {
          seen.push(...group);
          if (seen.length === 200) stop.abort();
        }
      })();
      for (let index = 2; index <= 200; index += 1) await log.append(message(String(index)));
      await reading;
      expect(sequencesOf(seen)).toEqual(upTo(200));
      expect(textsOf(seen)).toEqual(upTo(200).map(String));
    });

    it('ends a following reader, without an error, when its signal is aborted', async () => {
      const { log } = await create();
      await log.append(message('a'));
      const stop = new AbortController();
      const reading = collect(log, 1n, { follow: true, signal: stop.signal });
      stop.abort();
      expect((await reading).length).toBeLessThanOrEqual(1);
      expect(await collect(log, 1n, { follow: true, signal: AbortSignal.abort() })).toEqual([]);
    });

    it('can be read by several at once', async () => {
      const { log } = await create();
      await Promise.all(upTo(50).map((index) => log.append(message(String(index)))));
      const readings = await Promise.all([collect(log), collect(log, 20n), collect(log, 50n)]);
      expect(readings.map((one) => one.length)).toEqual([50, 31, 1]);
    });

    it('lets go of what is released, and shows it as a jump in sequence', async () => {
      const under = await create();
      const { log } = under;
      for (const text of ['a', 'b', 'c']) await log.append(message(text));
      await log.release(2n);
      await under.settleRelease();
      const { firstSequence, lastSequence } = await log.state();
      expect(lastSequence).toBe(3n);
      expect(firstSequence).toBeLessThanOrEqual(3n);
      const messages = await collect(log);
      expect(sequencesOf(messages)).toEqual(upTo(4 - Number(firstSequence), Number(firstSequence)));
      expect(textsOf(messages).at(-1)).toBe('c');
    });

    it('never uses a sequence again, though all was released and it was opened again', async () => {
      const under = await create();
      for (const text of ['a', 'b', 'c']) await under.log.append(message(text));
      await under.log.release(3n);
      await under.settleRelease();
      const { log } = await under.reopen();
      expect((await log.state()).lastSequence).toBe(3n);
      expect(await log.append(message('d'))).toBe(4n);
      expect(textsOf(await collect(log)).at(-1)).toBe('d');
    });

    it('refuses to release what it does not hold yet', async () => {
      const { log } = await create();
      await log.append(message('a'));
      await log.release(1n);
      await expect(log.release(2n)).rejects.toMatchObject({ code: 'SEQUENCE_AHEAD' });
    });

    it('marks each message by the fingerprint of what its readers get', async () => {
      const { log } = await create();
      const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
      const run = { 'Assay-Run': 'r"1', 'Assay-Run-Pos': '7', Unicode: 'é€😀', constructor: 'c' };
      await log.append({ subject, bytes, headers: run });
      await log.append({ subject, bytes: new Uint8Array(), headers: { Empty: '' } });
      await log.append({ subject, bytes: new Uint8Array() });
      await log.append(message('last'));
      const messages = await collect(log);
      const marks = await Promise.all(upTo(4).map((sequence) => log.markAt(sequence)));
      expect(marks).toEqual(
        messages.map(({ sequence, serverTimeNs, headers, ...rest }) => ({
          sequence,
          serverTimeNs,
          sha256: messageFingerprint(rest.subject, headers, rest.bytes),
        })),
      );
      expect(new Set(marks.map((mark) => mark?.sha256)).size).toBe(4);
    });

    it('has no mark where it holds no message', async () => {
      const under = await create();
      const { log } = under;
      expect(await log.markAt(1n)).toBeUndefined();
      for (const text of ['a', 'b', 'c']) await log.append(message(text));
      await log.release(2n);
      await under.settleRelease();
      const { firstSequence } = await log.state();
      const marks = await Promise.all([0n, 1n, 2n, 3n, 4n].map((sequence) => log.markAt(sequence)));
      expect(marks.map((mark) => mark !== undefined)).toEqual(
        [0n, 1n, 2n, 3n, 4n].map((sequence) => sequence >= firstSequence && sequence <= 3n),
      );
    });

    it('reads the incarnation that is asked for, and no other', async () => {
      const { log } = await create();
      await log.append(message('a'));
      const { created } = await log.state();
      expect(textsOf(await collect(log, 1n, { created }))).toEqual(['a']);
      const other = collect(log, 1n, { created: 'another', follow: true });
      await expect(other).rejects.toMatchObject({ code: 'LOG_REPLACED', retryable: false });
    });

    it('follows from the next message to come, and from no later one', async () => {
      const { log } = await create();
      await log.append(message('a'));
      const tooFar = collect(log, 3n, { follow: true });
      await expect(tooFar).rejects.toMatchObject({ code: 'LOG_REWOUND', retryable: false });
      const reading = (async () => {
        for await (const group of log.read(2n, { follow: true })) return textsOf(group);
        return [];
      })();
      await log.append(message('b'));
      expect(await reading).toEqual(['b']);
    });

    it('reads on after the message that the caller knows, and after no other one', async () => {
      const { log } = await create();
      for (const text of ['a', 'b']) await log.append(message(text));
      const [first, second] = await Promise.all([log.markAt(1n), log.markAt(2n)]);
      if (first === undefined || second === undefined) throw new Error('expected two marks');
      expect(textsOf(await collect(log, 2n, { after: first }))).toEqual(['b']);
      const rewound = { code: 'LOG_REWOUND' };
      const other = { after: { ...second, sequence: 1n } };
      await expect(collect(log, 2n, other)).rejects.toMatchObject(rewound);
      const lost = { after: { ...second, sequence: 3n } };
      await expect(collect(log, 4n, lost)).rejects.toMatchObject(rewound);
    });

    it('stops giving groups as soon as the caller leaves the loop', async () => {
      const { log } = await create();
      await Promise.all(upTo(20).map((index) => log.append(message(String(index)))));
      const seen: LogMessage[] = [];
      for await (const group of log.read(1n, { follow: true, maxMessages: 3 })) {
        seen.push(...group);
        if (seen.length >= 6) break;
      }
      expect(sequencesOf(seen).slice(0, 6)).toEqual(upTo(6));
      expect(sequencesOf(await collect(log, 7n))).toEqual(upTo(14, 7));
    });

    it('ends a following reader, without an error, when it is closed', async () => {
      const { log } = await create();
      await log.append(message('a'));
      const seen: LogMessage[] = [];
      const reading = (async () => {
        for await (const group of log.read(1n, { follow: true })) {
          seen.push(...group);
          void log.close();
        }
      })();
      await reading;
      expect(sequencesOf(seen)).toEqual([1n]);
    });

    it('refuses to append and to read once it is closed', async () => {
      const { log } = await create();
      await log.append(message('a'));
      await log.close();
      await log.close();
      const closed = { name: 'BusError', code: 'CLOSED' };
      await expect(log.append(message('b'))).rejects.toMatchObject(closed);
      await expect(collect(log)).rejects.toMatchObject(closed);
      await expect(log.markAt(1n)).rejects.toMatchObject(closed);
    });
  });
}
