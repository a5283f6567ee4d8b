import { join } from 'node:path';
import { CommandFailure, defineCommand, optionParser, wholeNumber } from '@assay/cli';
import { FEED_FORMATS, FeedError, feedFormat, runSettings } from '@assay/feeds';
import { createStaging } from '@assay/storage';
import { backfillFiles } from '../backfill/backfill-files.js';
import type { BackfillParts } from '../backfill/backfill-parts.js';
import { createCompletedFiles } from '../backfill/completed-files.js';
import { throwIfDamaged } from '../backfill/damaged-files.js';
import { readHere, type FeedReading } from '../backfill/feed-reading.js';
import { findFiles } from '../backfill/find-files.js';
import { backfillResult, backfillText, type BackfillSummary } from '../backfill/summary.js';
import { sortUnread } from '../backfill/without-events.js';
import type { WorkerSettings } from '../backfill/worker/protocol.js';
import { feedConfig } from '../config.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
import { useSink } from '../sink/use-sink.js';
import { declareFormatSettings, settingsOf } from './format-settings.js';

interface BackfillOptions extends SinkOptions {
  readonly format: string;
  readonly jobs: number;
}

/** `feed-cli backfill --format dbn FILE…`: files into Bronze, each event once, however often it runs. */
export const backfillCommand = defineCommand<BackfillOptions, [string[]]>({
  name: 'backfill',
  summary: 'bring files into Bronze; an interrupted run is continued by running it again',
  examples: [
    'backfill --format dbn es.mbp-1.dbn.zst es.trades.dbn.zst',
    'backfill --format dbn captures/2024-07',
    'backfill --format dbn --jobs 4 captures',
    "backfill --format dbn 'captures/**/*.trades.dbn.zst'",
    'backfill --format dbn --symbol ESH1 --json day.dbn',
    'backfill --format dbn --url http://127.0.0.1:8080 day.dbn',
  ],
  declare: (command) => {
    const names = FEED_FORMATS.map(({ name, describe }) => `${name}: ${describe}`).join('; ');
    command
      .argument('<files...>', 'files, folders (with all below them) or globs')
      .requiredOption('--format <name>', names);
    command.option(
      '--jobs <n>',
      'files that are decoded at a time, each in a process of its own; what is stored does not ' +
        'depend on it',
      optionParser('--jobs', wholeNumber(1, 64)),
      1,
    );
    declareFormatSettings(command);
    declareSinkOptions(command);
  },
  run: async ({ context, args: [given], options }) => {
    const format = explained(() => feedFormat(options.format));
    const settings = settingsOf(format, options);
    const config = await feedConfig(context, options.config);
    const { files, named, skipped } = await findFiles(given, format, [
      config.DATA_ROOT,
      config.WAL_ROOT,
      config.CACHE_ROOT,
    ]);
    const opened = await openSink({ context, config, options });
    return useSink({ context, config }, opened, async (sink) => {
      const spoolFolder = join(config.CACHE_ROOT, 'spool');
      const spool = createStaging({ folder: spoolFolder, owner: 'backfill' });
      // What a killed backfill has left there.
      await spool.clear();
      const progress: BackfillParts['progress'] = (shown) => context.progress(shown);
      const jobs = Math.min(options.jobs, files.length);
      const readings =
        jobs === 1
          ? [readHere(format, settings, spool)]
          : await startWorkers(jobs, { format: format.name, settings, spoolFolder });
      try {
        const folder = join(config.CACHE_ROOT, 'backfill');
        // What a file of definitions holds decides rows: it is in the run, not its path.
        const ofRun = await optionsExplained(runSettings(settings, format.settings));
        const completed = createCompletedFiles(folder, format, ofRun);
        const parts: BackfillParts = { format, settings: ofRun, sink, completed, progress };
        const { done, notes, ...rest } = await optionsExplained(
          backfillFiles(files, readings, parts),
        );
        const stored = await sink.finish();
        await keepNotes(notes, (text) => context.say(text));
        const { unread, withoutEvents } = sortUnread(rest.unread, named);
        const summary: BackfillSummary = { done, unread, skipped, withoutEvents, stored };
        const result = backfillResult(summary);
        const text = backfillText(summary);
        throwIfDamaged(done, unread, result, text);
        return { result, text };
      } finally {
        await Promise.all(readings.map((reading) => reading.close()));
        await spool.close();
      }
    });
  },
});

async function startWorkers(count: number, settings: WorkerSettings): Promise<FeedReading[]> {
  const { readInWorker } = await import('../backfill/worker/read-in-worker.js');
  return Array.from({ length: count }, () => readInWorker(settings));
}

/** A note that cannot be kept costs time at the next call, nothing else. */
async function keepNotes(
  notes: readonly (() => Promise<void>)[],
  say: (text: string) => void,
): Promise<void> {
  try {
    for (const keep of notes) {
      await keep();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`complete files could not be noted, and will be decoded again next time (${why})`);
  }
}

async function optionsExplained<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof FeedError ? badUsage(error) : error;
  }
}

function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FeedError ? badUsage(error) : error;
  }
}

function badUsage(error: FeedError): CommandFailure {
  return new CommandFailure('BAD_USAGE', error.message, {
    next: 'see feed-cli backfill --help',
    cause: error,
  });
}
