import type { WalMessage } from '../../src/message.js';
import type { WalReadOptions } from '../../src/read-sequence.js';
import type { WalSequence } from '../../src/sequence.js';

/** All durable messages from `from` on. */
export async function readAll(
  sequence: WalSequence,
  from?: bigint,
  options?: WalReadOptions,
): Promise<WalMessage[]> {
  const messages: WalMessage[] = [];
  const start = from ?? sequence.state().first;
  for await (const group of sequence.read(start, options)) messages.push(...group);
  return messages;
}

/** Payloads as text, in order. */
export const payloads = (messages: readonly WalMessage[]): string[] =>
  messages.map(({ bytes }) => Buffer.from(bytes).toString());

/** Messages of subject `s` whose payloads are the texts. */
export const texts = (...values: readonly string[]): { subject: string; bytes: Buffer }[] =>
  values.map((value) => ({ subject: 's', bytes: Buffer.from(value) }));
