import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CommandFailure, defineCommand, formatNumber } from '@assay/cli';
import { createDatasetRegistry, type Dataset } from '@assay/schemas';
import { lineGroups } from '../publish/line-groups.js';
import { declareSinkOptions, openSink, type SinkOptions } from '../sink/open-sink.js';
import { createSender } from '../sink/sender.js';

interface PublishOptions extends SinkOptions {
  readonly dataset: string;
  readonly run?: string;
}

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
      .option('--run <name>', "the producer's run (default for a file: from its bytes)");
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
    const run = options.run ?? (file === '-' ? undefined : await fileRun(file));
    if (run === undefined) {
      throw new CommandFailure('BAD_USAGE', '--run: expected a name for what - brings, was none', {
        next: 'name the run; the same name and the same lines again are stored once',
      });
    }
    const sink = await openSink(context, options);
    const sender = createSender(sink, (of) => `${run}/${of.name}`);
    const progress = context.progress({ label: 'publish', unit: 'events' });
    let firstOrdinal = 0;
    try {
      const input = file === '-' ? process.stdin : createReadStream(file);
      for await (const lines of lineGroups(input)) {
        await sender.send({ dataset, firstOrdinal, lines });
        firstOrdinal += lines.length;
        progress.add(lines.length);
      }
      progress.finish();
      const stored = await sink.finish();
      const { sent, skipped, digest } = sender.sent();
      return {
        result: {
          run,
          dataset: dataset.id,
          events: firstOrdinal,
          events_sent: sent,
          events_already_stored: skipped,
          rows: stored.rowsByDataset,
          dead_letters: stored.deadLetters,
          bronze_files: stored.files,
          digest,
        },
        text:
          `${formatNumber(sent)} events sent, ${formatNumber(skipped)} already stored, ` +
          `${formatNumber(stored.deadLetters)} dead letters`,
      };
    } catch (error) {
      await sink.close();
      throw error;
    }
  },
});

function publishable(): Dataset[] {
  return createDatasetRegistry().all.filter(({ tier }) => tier === 'bronze');
}

async function fileRun(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure('BAD_INPUT', `${file}: cannot be read (${why})`, { cause });
  }
  return `ndjson-${hash.digest('hex').slice(0, 16)}`;
}
