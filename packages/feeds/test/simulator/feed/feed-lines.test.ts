import { encodeRow } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import { batchLines } from '../../../src/simulator/feed/feed-batches.js';
import { createFeedLines, type DeliveredLine } from '../../../src/simulator/feed/feed-lines.js';
import { resolveSettings } from '../../../src/simulator/settings.js';
import type { KnobValues } from '../../../src/simulator/knobs.js';
import type { TruthRecord } from '../../../src/simulator/truth.js';
import { market, START_NS, take } from '../markets.js';

const EVENTS = take(market(), 20_000);

/** What feeds make of the events, `size` at a time. */
function feed(knobs: Partial<KnobValues>, size = 1_000) {
  const truth: TruthRecord[] = [];
  const settings = resolveSettings({ seed: 7, startNs: START_NS, ...knobs });
  const lines = createFeedLines(settings, (record) => truth.push(record));
  const delivered: DeliveredLine[] = [];
  for (let from = 0; from < EVENTS.length; from += size) {
    delivered.push(...lines.deliver(EVENTS.slice(from, from + size)));
  }
  delivered.push(...lines.finish());
  const told = (kind: string) => truth.filter((record) => record.kind === kind);
  return { delivered, told };
}

const times = (lines: readonly DeliveredLine[]): bigint[] =>
  lines.map(({ line }) => BigInt(/"ts_event_ns":(\d+)/.exec(line)?.[1] ?? 0));
const received = ({ line }: DeliveredLine): bigint =>
  BigInt(/"ts_recv_ns":(\d+)/.exec(line)?.[1] ?? 0);

describe('createFeedLines', () => {
  it('brings the events themselves, in order, when nothing is asked of it', () => {
    const { delivered } = feed({});
    const trades = (id: string) => delivered.filter(({ dataset }) => dataset.id === id);
    for (const id of new Set(EVENTS.map(({ dataset }) => dataset.id))) {
      const own = EVENTS.filter(({ dataset }) => dataset.id === id);
      expect(trades(id).map(({ line }) => line)).toEqual(
        own.map(({ dataset, row }) => encodeRow(dataset, row)),
      );
      expect(trades(id).map(({ ordinal }) => ordinal)).toEqual(own.map((_, index) => index));
    }
  });

  it('does not depend on how the events are batched', () => {
    const noisy = { feeds: 2, duplicateShare: 0.05, disorderShare: 0.2, lateShare: 0.01 };
    const more = { badShare: 0.01, gapsPerHour: 600, sequenceResetsPerDay: 5_000 };
    const all = { ...noisy, ...more };
    // As text: comparing so many objects one by one takes ten times as long.
    const textOf = (size: number): string =>
      feed(all, size)
        .delivered.map(
          (each) => `${each.feed} ${each.dataset.id} ${each.ordinal} ${each.isRepeat} ${each.line}`,
        )
        .join('\n');
    expect(textOf(137) === textOf(20_000)).toBe(true);
  });

  it('gives what is under way when it is drained, and goes on after that', () => {
    const settings = resolveSettings({ seed: 7, startNs: START_NS, feeds: 2, lateShare: 0.05 });
    const lines = createFeedLines(settings);
    const first = EVENTS.slice(0, 10_000);
    const before = [...lines.deliver(first), ...lines.drain()];
    expect(before).toHaveLength(2 * first.length);
    expect(lines.drain()).toEqual([]);
    const after = [...lines.deliver(EVENTS.slice(10_000)), ...lines.finish()];
    expect(after).toHaveLength(2 * (EVENTS.length - first.length));
    const places = [...before, ...after].map(
      (each) => `${each.feed} ${each.dataset.id} ${each.ordinal}`,
    );
    expect(new Set(places).size).toBe(2 * EVENTS.length);
  });

  it('brings the same events a second time as feed B, later by microseconds', () => {
    const { delivered } = feed({ feeds: 2 });
    const [a, b] = ['a', 'b'].map((name) =>
      delivered.filter(
        ({ feed: of, dataset }) => of === name && dataset.id === 'futures.trades.v1',
      ),
    );
    expect(b).toHaveLength(a.length);
    const lags = a.map((line, index) => received(b[index]) - received(line));
    expect(lags.every((lag) => lag > 0n)).toBe(true);
    expect(times(b)).toEqual(times(a));
  });

  it('repeats events under their ordinals, and tells which', () => {
    const { delivered, told } = feed({ duplicateShare: 0.1 });
    const repeats = delivered.filter(({ isRepeat }) => isRepeat);
    expect(repeats.length / EVENTS.length).toBeCloseTo(0.1, 1);
    expect(told('repeated').length).toBe(repeats.length);
    for (const repeat of repeats.slice(0, 50)) {
      const first = delivered.find(
        ({ dataset, ordinal }) => dataset === repeat.dataset && ordinal === repeat.ordinal,
      );
      expect(first?.line).toBe(repeat.line);
    }
    const batches = batchLines(delivered);
    expect(batches.flatMap(({ lines }) => lines)).toHaveLength(delivered.length);
  });

  it('holds events up: they arrive out of order, at the time that they say', () => {
    const { delivered } = feed({ disorderShare: 0.3, disorderMs: 500 });
    const books = delivered.filter(({ dataset }) => dataset.id === 'futures.mbp10.v1');
    const events = times(books);
    expect(events.slice(1).some((time, index) => time < events[index])).toBe(true);
    const arrivals = books.map(received);
    expect(arrivals.slice(1).every((time, index) => time >= arrivals[index])).toBe(true);
  });

  it('makes events late by seconds, and tells by how much', () => {
    const { delivered, told } = feed({ lateShare: 0.05, lateSeconds: 4 });
    const late = delivered.filter((line) => received(line) - times([line])[0] > 1_900_000_000n);
    expect(late.length).toBeGreaterThan(500);
    expect(told('late').length).toBeGreaterThanOrEqual(late.length);
  });

  it('adds damaged copies, loses stretches, begins numberings anew; truth counts them', () => {
    const { delivered, told } = feed({ badShare: 0.1, gapsPerHour: 1_200, gapSeconds: 0.5 });
    const lost = told('gap').reduce((sum, { fields }) => sum + Number(fields.lost), 0);
    expect(lost).toBeGreaterThan(100);
    expect(delivered.length).toBe(EVENTS.length - lost + told('bad').length);
    const resets = feed({ sequenceResetsPerDay: 10_000 });
    expect(resets.told('sequence-reset').length).toBeGreaterThan(2);
    const firsts = resets.delivered.filter(({ line }) => line.includes('"seq":1,'));
    expect(firsts.length).toBeGreaterThan(2);
  });
});
