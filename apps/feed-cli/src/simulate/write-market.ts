import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes, formatNumber, type CommandContext } from '@assay/cli';
import {
  createFeedLines,
  createMarketSimulator,
  encodeTruth,
  type DeliveredLine,
  type MarketSimulatorOptions,
  type TruthRecord,
} from '@assay/feeds';
import { sha256Hex } from '@assay/schemas';
import { createLineFiles } from './line-files.js';
import type { Period } from './period.js';

/** What is written where. */
export interface WriteMarketParts {
  readonly context: CommandContext;
  readonly market: Omit<MarketSimulatorOptions, 'startNs'>;
  readonly period: Period;
  readonly folder: string;
  readonly signal: AbortSignal;
}

const FORMAT = 'assay-simulation-1';
const BATCH_EVENTS = 20_000;
const TRUTH = 'truth.ndjson';

/**
 * Writes sessions of a market: `<date>/<dataset>.ndjson` with the lines in the order they arrive (feed B
 * as `<dataset>.b.ndjson`; what is delayed past a session's end comes last in its files), `truth.ndjson`, and last `manifest.json` with settings, counts and digests.
 * The same options give the same bytes.
 */
export async function writeMarket(parts: WriteMarketParts) {
  const { context, folder, signal } = parts;
  const { sessions, about } = parts.period;
  const options = { ...parts.market, startNs: sessions[0].startNs };
  let truths: TruthRecord[] = [];
  const onTruth = (record: TruthRecord): void => void truths.push(record);
  const market = createMarketSimulator(options, { onTruth });
  const { settings } = market.snapshot();
  const feed = createFeedLines(settings, onTruth);
  const files = await createLineFiles(folder);
  const progress = context.progress({ label: 'simulate', unit: 'events' });

  async function write(date: string, delivered: readonly DeliveredLine[]): Promise<void> {
    const byPath = new Map<string, string[]>();
    for (const { feed: name, dataset, line } of delivered) {
      const path = `${date}/${dataset.id}${name === 'b' ? '.b' : ''}.ndjson`;
      const lines = byPath.get(path);
      if (lines === undefined) {
        byPath.set(path, [line]);
      } else {
        lines.push(line);
      }
    }
    for (const [path, lines] of byPath) {
      await files.append(path, lines);
    }
    if (truths.length > 0) {
      await files.append(TRUTH, truths.map(encodeTruth));
      truths = [];
    }
  }

  for (const { date, endNs } of sessions) {
    while (!signal.aborted) {
      const events = market.advance(endNs - 1n, BATCH_EVENTS);
      if (events.length === 0) {
        break;
      }
      await write(date, feed.deliver(events));
      progress.add(events.length);
      // Lets signals and the progress line in.
      await context.clock.sleep(0);
    }
    // What is delayed past its session's end is of that session still.
    await write(date, feed.drain());
    if (signal.aborted) {
      break;
    }
  }
  await write(sessions[sessions.length - 1].date, feed.finish());
  progress.finish();
  const written = await files.finish();
  const manifest = {
    format: FORMAT,
    complete: !signal.aborted,
    settings,
    sessions: sessions.map(({ date, startNs, endNs }) => ({
      date,
      start_ns: String(startNs),
      end_ns: String(endNs),
    })),
    files: written,
  };
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(join(folder, 'manifest.json'), text, { flag: 'wx' });
  const sum = (count: (file: (typeof written)[number]) => number): number =>
    written.reduce((total, file) => total + count(file), 0);
  const lines = sum((file) => (file.path === TRUTH ? 0 : file.lines));
  const bytes = sum((file) => file.bytes);
  return {
    result: {
      folder,
      complete: !signal.aborted,
      sessions: manifest.sessions,
      events: market.nextOrdinal,
      lines,
      bytes,
      files: written,
      manifest_sha256: sha256Hex(text),
    },
    text:
      `${formatNumber(lines)} lines of ${about} in ${folder}, ` +
      `${formatBytes(bytes)}${signal.aborted ? ' (ended early)' : ''}; ` +
      `manifest ${sha256Hex(text).slice(0, 12)}`,
  };
}
