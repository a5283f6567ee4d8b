import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { CommandFailure, defineCommand, formatNumber, stopOnSignal } from '@assay/cli';
import { createDatasetRegistry, sha256OfChunks, type Dataset } from '@assay/schemas';
import { feedConfig } from '../config.js';
import { splitLines } from '../lines/split-lines.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
import { createSender } from '../sink/sender.js';
import { storedClause, storedResult } from '../sink/stored.js';
import { useSink } from '../sink/use-sink.js';

interface PublishOptions extends SinkOptions {
  readonly dataset: string;
  readonly run?: string;
}

/** A longer line is no event of any dataset; half of what a service takes in one request. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
/** The dataset's name is added, and 200 is the most that a header may have. */
const MAX_RUN_LENGTH = 150;

/** `feed-cli publish FILE|-`: NDJSON events of one dataset, as any producer would send them. */
export const publishCommand = defineCommand<PublishOptions, [string]>({
  name: 'publish',
  summary: 'send NDJSON events of one dataset; lines that do not fit end as dead letters',
  examples: [
    'publish trades.ndjson --dataset futures.trades.v1',
    'publish - --dataset stocks.quotes.v1 --run feed-2025-12-16 --url http://127.0.0.1:8080',
  ],
  declare: (command) => {
    const ids = publishable().map(({ id }) => id);
    command
      .argument('<file>', 'one JSON object a line; - is standard input')
      .requiredOption('--dataset <id>', `one of ${ids.join(', ')}`)
      .option(
        '--run <name>',
        "the producer's run (default for a file: from its bytes); what a run has brought already " +
          'is counted off by its place, and not sent again',
      );
    declareSinkOptions(command);
  },
  run: async ({ context, args: [file], options }) => {
    const dataset = publishable().find(({ id, name }) => [id, name].includes(options.dataset));
    if (dataset === undefined) {
      const ids = publishable().map(({ id }) => id);
      throw new CommandFailure(
        'BAD_USAGE',
        `--dataset: expected one of ${ids.join(', ')}, was "${options.dataset}"`,
      );
    }
    const run = options.run ?? (await defaultRun(file));
    assertRun(run);
    const config = await feedConfig(context, options.config);
    const opened = await openSink({ context, config, options, live: file === '-' });
    return useSink({ context, config }, opened, async (sink) => {
      const sender = createSender(sink, (of) => `${run}/${of.name}`);
      const progress = context.progress({ label: 'publish', unit: 'events' });
      const { signal, ended } = stopOnSignal(context);
      let firstOrdinal = 0;
      const input = addAbortSignal(signal, inputOf(file));
      try {
        for await (const lines of splitLines(input, MAX_LINE_BYTES)) {
          await sender.send({ dataset, firstOrdinal, lines });
          firstOrdinal += lines.length;
          progress.add(lines.length);
        }
      } catch (error) {
        // A line that had only begun is not sent: it would take the place of the whole one.
        if (!isAbort(error)) {
          throw error;
        }
      }
      progress.finish();
      const stored = await sink.finish();
      ended();
      const { runs, sent, skipped, digest } = sender.sent();
      return {
        result: {
          run: runs[dataset.id] ?? `${run}/${dataset.name}`,
          dataset: dataset.id,
          complete: !signal.aborted,
          events: firstOrdinal,
          events_sent: sent,
          events_already_stored: skipped,
          ...storedResult(stored),
          digest,
        },
        text:
          `${formatNumber(sent)} events sent, ${formatNumber(skipped)} already stored under this ` +
          `run, ${storedClause(stored)}; run ${run}`,
      };
    });
  },
});

function publishable(): Dataset[] {
  return createDatasetRegistry().all.filter(({ tier }) => tier === 'bronze');
}

function inputOf(file: string): Readable {
  return file === '-' ? process.stdin : createReadStream(file);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function assertRun(run: string): void {
  // A header holds no other characters, and HTTP takes the spaces around it away.
  if (run.length > MAX_RUN_LENGTH || !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(run)) {
    throw new CommandFailure(
      'BAD_USAGE',
      `--run: expected 1 to ${MAX_RUN_LENGTH} printable ASCII characters, was ${JSON.stringify(run)}`,
    );
  }
}

async function defaultRun(file: string): Promise<string> {
  if (file === '-') {
    throw new CommandFailure('BAD_USAGE', '--run: expected a name for what - brings, was none', {
      next: 'name the run; the same name and the same lines again are stored once',
    });
  }
  try {
    const sha256 = await sha256OfChunks(createReadStream(file) as AsyncIterable<Buffer>);
    return `ndjson-${sha256.slice(0, 16)}`;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_INPUT', `${file}: cannot be read (${why})`, {
      next: 'give the path of an NDJSON file, or - for standard input',
      cause,
    });
  }
}
