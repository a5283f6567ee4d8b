import type { FeedMessage } from '@assay/feeds';
import { futuresTrades, stocksTrades, type Dataset } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { EventSink } from '../../src/sink/event-sink.js';
import { rememberRuns } from '../../src/sink/remember-runs.js';
import { createSender, type LineBatch } from '../../src/sink/sender.js';

const runOf = ({ name }: Dataset) => `run-${name}`;
const LINES = Array.from({ length: 2_500 }, (_, index) => `{"size":${index}}`);

function collectingSink(stored: Readonly<Record<string, bigint>> = {}) {
  const messages: FeedMessage[] = [];
  const sink: EventSink = {
    lastOfRun: (run) => Promise.resolve(stored[run]),
    send: (_dataset, message) => {
      messages.push(message);
      return Promise.resolve();
    },
    finish: () => Promise.resolve({ rowsByDataset: {}, deadLetters: 0, files: [] }),
    close: () => Promise.resolve(),
  };
  return { sink, messages };
}

/** Sends batches; gives the summary and the messages' first ordinals and lines. */
async function send(batches: readonly LineBatch[], stored?: Readonly<Record<string, bigint>>) {
  const { sink, messages } = collectingSink(stored);
  const sender = createSender(sink, runOf);
  for (const batch of batches) {
    await sender.send(batch);
  }
  const sent = messages.map(({ headers, bytes }) => ({
    run: headers['Assay-Run'],
    position: Number(headers['Assay-Run-Pos']),
    lines: Buffer.from(bytes).toString().split('\n'),
  }));
  return { ...sender.sent(), messages: sent };
}

const inBatches = (dataset: Dataset, size: number): LineBatch[] =>
  Array.from({ length: Math.ceil(LINES.length / size) }, (_, index) => ({
    dataset,
    firstOrdinal: index * size,
    lines: LINES.slice(index * size, (index + 1) * size),
  }));

describe('createSender', () => {
  it('sends each event under its ordinal, whatever the batches', async () => {
    for (const size of [1, 999, 1_000, 2_500]) {
      const { messages, sent, skipped } = await send(inBatches(futuresTrades, size));
      expect([sent, skipped]).toEqual([2_500, 0]);
      expect(messages.flatMap(({ lines }) => lines)).toEqual(LINES);
      for (const { position, lines } of messages) {
        expect(lines[0]).toBe(LINES[position]);
      }
    }
  });

  it('leaves out what is stored, from the event after the last one stored', async () => {
    const stored = { 'run-futures.trades': 1_233n };
    const { messages, sent, skipped } = await send(inBatches(futuresTrades, 500), stored);
    expect([sent, skipped]).toEqual([1_266, 1_234]);
    expect(messages[0].position).toBe(1_234);
    expect(messages.flatMap(({ lines }) => lines)).toEqual(LINES.slice(1_234));
  });

  it('sends nothing of a run that is stored to its end', async () => {
    const { messages, skipped } = await send(inBatches(futuresTrades, 500), {
      'run-futures.trades': 2_499n,
    });
    expect([messages, skipped]).toEqual([[], 2_500]);
  });

  it('has one digest for the same events, stored or not, whatever batches and bytes', async () => {
    const [one, ...others] = await Promise.all([
      send(inBatches(futuresTrades, 2_500)),
      send(inBatches(futuresTrades, 7)),
      send(inBatches(futuresTrades, 100), { 'run-futures.trades': 321n }),
      send(
        inBatches(futuresTrades, 1_000).map((batch) => ({
          ...batch,
          lines: batch.lines.map((line) => Buffer.from(line)),
        })),
      ),
    ]);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(others.map(({ digest }) => digest)).toEqual(others.map(() => one.digest));
    const other = await send(inBatches(stocksTrades, 2_500));
    expect(other.digest).not.toBe(one.digest);
  });

  it('counts the events of each dataset by themselves', async () => {
    const both = [...inBatches(futuresTrades, 2_000), ...inBatches(stocksTrades, 2_000)];
    const mixed = [both[0], both[2], both[1], both[3]];
    const { runs, sent, digest } = await send(mixed);
    expect(runs).toEqual({
      'futures.trades.v1': 'run-futures.trades',
      'stocks.trades.v1': 'run-stocks.trades',
    });
    expect(sent).toBe(5_000);
    expect((await send(both)).digest).toBe(digest);
  });
});

describe('rememberRuns', () => {
  it('knows what was sent, where the receiver does not count it as stored yet', async () => {
    const { sink, messages } = collectingSink({ 'run-stocks.trades': 9_999n });
    const remembering = rememberRuns(sink);
    for (const dataset of [futuresTrades, stocksTrades]) {
      const sender = createSender(remembering, runOf);
      for (const batch of inBatches(dataset, 600)) {
        await sender.send(batch);
      }
    }
    expect(await remembering.lastOfRun('run-futures.trades')).toBe(2_499n);
    expect(await remembering.lastOfRun('run-stocks.trades')).toBe(9_999n);
    expect(await remembering.lastOfRun('another')).toBeUndefined();
    expect(messages.every(({ headers }) => headers['Assay-Run'] === 'run-futures.trades')).toBe(
      true,
    );
  });
});
