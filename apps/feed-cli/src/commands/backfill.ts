import { join } from 'node:path';
import { CommandFailure, defineCommand } from '@assay/cli';
import { FEED_FORMATS, FeedError, feedFormat } from '@assay/feeds';
import { createStaging } from '@assay/storage';
import { backfillFile, type BackfillParts, type FileSummary } from '../backfill/backfill-file.js';
import { backfillResult, backfillText, type UnreadFile } from '../backfill/summary.js';
import { feedConfig } from '../config.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
import { useSink } from '../sink/use-sink.js';
import { declareFormatSettings, settingsOf } from './format-settings.js';

interface BackfillOptions extends SinkOptions {
  readonly format: string;
}

/** `feed-cli backfill --format dbn FILE…`: files into Bronze, each event once, however often it runs. */
export const backfillCommand = defineCommand<BackfillOptions, [string[]]>({
  name: 'backfill',
  summary: 'bring files into Bronze; an interrupted run is continued by running it again',
  examples: [
    'backfill --format dbn es.mbp-1.dbn.zst es.trades.dbn.zst',
    'backfill --format dbn --symbol ESH1 --json day.dbn',
    'backfill --format dbn --url http://127.0.0.1:8080 day.dbn',
  ],
  declare: (command) => {
    const names = FEED_FORMATS.map(({ name, describe }) => `${name}: ${describe}`).join('; ');
    command
      .argument('<files...>', 'the files, in any order')
      .requiredOption('--format <name>', names);
    declareFormatSettings(command);
    declareSinkOptions(command);
  },
  run: async ({ context, args: [paths], options }) => {
    const format = explained(() => feedFormat(options.format));
    const settings = settingsOf(format, options);
    const config = await feedConfig(context, options.config);
    const opened = await openSink({ context, config, options });
    return useSink({ context, config }, opened, async (sink) => {
      const spool = createStaging({ folder: join(config.CACHE_ROOT, 'spool'), owner: 'backfill' });
      // What a killed backfill has left there.
      await spool.clear();
      const progress: BackfillParts['progress'] = (shown) => context.progress(shown);
      try {
        const parts: BackfillParts = { format, settings, sink, spool, progress };
        const { done, unread } = await sendAll(new Set(paths), parts);
        const stored = await sink.finish();
        const result = backfillResult(done, unread, stored);
        const text = backfillText(done, stored);
        throwIfDamaged(done, unread, result, text);
        return { result, text };
      } finally {
        await spool.close();
      }
    });
  },
});

/** One damaged file does not keep the others out. */
async function sendAll(
  files: ReadonlySet<string>,
  parts: BackfillParts,
): Promise<{ done: FileSummary[]; unread: UnreadFile[] }> {
  const done: FileSummary[] = [];
  const unread: UnreadFile[] = [];
  for (const file of files) {
    try {
      done.push(await backfillFile(file, parts));
    } catch (error) {
      if (!(error instanceof FeedError)) {
        throw error;
      }
      if (error.code === 'BAD_OPTION') {
        throw badUsage(error);
      }
      unread.push({ file, error });
    }
  }
  return { done, unread };
}

/** Exit code 2 where a file could not be read to its end, after everything readable was stored. */
function throwIfDamaged(
  done: readonly FileSummary[],
  unread: readonly UnreadFile[],
  result: object,
  text: string,
): void {
  const lines = [
    ...unread.map(({ error }) => `  ${error.message}: nothing of it is stored`),
    ...done
      .filter(({ failure }) => failure !== undefined)
      .map(({ failure }) => `  ${failure?.message}: the events before that are stored`),
  ];
  if (lines.length === 0) {
    return;
  }
  const summary = done.length === 0 ? [] : [text];
  const isUnsupported = unread.length === lines.length && unread.every(isOfALaterRelease);
  const count = lines.length === 1 ? '1 file' : `${lines.length} files`;
  throw new CommandFailure(
    'BAD_INPUT',
    [...summary, `${count} could not be brought in whole:`, ...lines].join('\n'),
    {
      next: isUnsupported
        ? 'leave out what is named: this release does not read files of that kind'
        : 'mend or fetch anew what is named, and run the command again: nothing is stored twice',
      details: result,
    },
  );
}

/** Nothing is wrong with such a file. */
function isOfALaterRelease({ error }: UnreadFile): boolean {
  return error instanceof FeedError && error.code === 'UNSUPPORTED';
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
