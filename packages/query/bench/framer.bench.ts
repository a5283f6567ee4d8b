import { createDatasetRegistry } from '@assay/schemas';
import {
  createFramer,
  NdjsonBuffer,
  RowMembers,
  type FramedMessage,
  type FrameSink,
} from '../src/index.js';
import { bestOf, perSecond } from './support/best-of.js';
import { tradeMessages } from './support/trades.js';

const TRADES = 200_000;
const RUNS = 15;
const SUBJECT = 'market.futures.trades';
const QUOTE = 0x22;

/** Frames every message; `append` also collects the rows as a batch does. */
function frameAll(messages: readonly FramedMessage[], append: boolean): number {
  const framer = createFramer(createDatasetRegistry());
  const buffer = new NdjsonBuffer();
  const members = new RowMembers();
  const sink: FrameSink = {
    row: (_, index, line, start, end) => {
      if (append) {
        buffer.appendRow(members, index, line, start, end);
      }
    },
    deadLetter: ({ detail }) => {
      throw new Error(detail);
    },
  };
  let rows = 0;
  for (let sequence = 0; sequence < messages.length; sequence += 1) {
    members.begin(BigInt(sequence), undefined);
    rows += framer.frame(messages[sequence], sink).rows;
  }
  return rows;
}

/** Looks at every byte and decides one thing of it: the least that any check of bytes costs. */
function walkAll(messages: readonly FramedMessage[]): number {
  let quotes = 0;
  for (const { bytes } of messages) {
    for (let at = 0; at < bytes.length; at += 1) {
      quotes += bytes[at] === QUOTE ? 1 : 0;
    }
  }
  return quotes;
}

async function measure(perMessage: number) {
  const messages = tradeMessages(TRADES, perMessage).map((bytes) => ({
    subject: SUBJECT,
    headers: undefined,
    bytes,
  }));
  const best = await bestOf(RUNS, {
    frame: () => frameAll(messages, false),
    append: () => frameAll(messages, true),
    walk: () => walkAll(messages),
  });
  const lines = Math.round(perSecond(TRADES, best.walk)).toLocaleString('en-US');
  const row = (work: string, milliseconds: number) => ({
    work,
    input: `${TRADES.toLocaleString('en-US')} ES trades, ${perMessage} a message`,
    figure: perSecond(TRADES, milliseconds),
    unit: 'lines/s',
    bound: `a plain walk of the same bytes: ${lines} lines/s`,
    ratio: best.walk / milliseconds,
  });
  return [row('framer', best.frame), row('framer and batch buffer', best.append)];
}

export const benches = [
  { name: 'framer-one', run: () => measure(1) },
  { name: 'framer-many', run: () => measure(100) },
];
