import { join } from 'node:path';
import { CommandFailure, defineCommand, type CommandContext } from '@assay/cli';
import { FEED_FORMATS, FeedError, feedFormat } from '@assay/feeds';
import { createStaging, type Staging } from '@assay/storage';
import { backfillFile, type FileSummary } from '../backfill/backfill-file.js';
import { backfillResult, backfillText, type UnreadFile } from '../backfill/summary.js';
import { feedConfig } from '../config.js';
import type { EventSink } from '../sink/event-sink.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
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
    const staging = createStaging({ folder: join(config.CACHE_ROOT, 'spool'), owner: 'backfill' });
    const sink = await openSink(context, options);
    const work = { context, sink, staging, files: [...new Set(paths)] };
    try {
      const { done, unread } = await sendAll(work, (path, progress) =>
        backfillFile(path, { format, settings, sink, spool: staging, progress }),
      );
      const stored = await sink.finish();
      const result = backfillResult(done, unread, stored);
      const text = backfillText(done, stored);
      throwIfDamaged(done, unread, result, text);
      return { result, text };
    } catch (error) {
      await sink.close();
      throw error;
    } finally {
      await staging.close();
    }
  },
});

interface Work {
  readonly context: CommandContext;
  readonly sink: EventSink;
  readonly staging: Staging;
  readonly files: readonly string[];
}

/** One damaged file does not keep the others out. */
async function sendAll(
  { context, files }: Work,
  send: (path: string, progress: ReturnType<CommandContext['progress']>) => Promise<FileSummary>,
): Promise<{ done: FileSummary[]; unread: UnreadFile[] }> {
  const done: FileSummary[] = [];
  const unread: UnreadFile[] = [];
  for (const file of files) {
    const progress = context.progress({ label: file, unit: 'events' });
    try {
      done.push(await send(file, progress));
    } catch (error) {
      if (!(error instanceof FeedError)) {
        throw error;
      }
      unread.push({ file, error });
    } finally {
      progress.finish();
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
  const damaged = done.filter(({ failure }) => failure !== undefined);
  if (damaged.length + unread.length === 0) {
    return;
  }
  const lines = [
    ...unread.map(({ error }) => `  ${error.message}: nothing of it is stored`),
    ...damaged.map(({ failure }) => `  ${failure?.message}: the events before that are stored`),
  ];
  const summary = done.length === 0 ? [] : [text];
  throw new CommandFailure(
    'BAD_INPUT',
    [...summary, `${lines.length} of the files could not be read whole`, ...lines].join('\n'),
    {
      next: 'get the files anew and run the command again: what is stored is not stored twice',
      details: result,
    },
  );
}

function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FeedError) {
      throw new CommandFailure('BAD_USAGE', error.message, { cause: error });
    }
    throw error;
  }
}
