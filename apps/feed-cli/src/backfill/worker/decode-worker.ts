import { feedFormat } from '@assay/feeds';
import { createStaging } from '@assay/storage';
import type { LineBatch } from '../../sink/sender.js';
import { readHere, type FeedReading } from '../feed-reading.js';
import { plainError, type WorkerReply, type WorkerRequest } from './protocol.js';

/** Batches that are sent before the first is taken: what a process decodes ahead of its turn. */
const MAX_UNTAKEN = 16;

let reading: FeedReading | undefined;
let untaken = 0;
let wake: () => void = () => undefined;

const reply = (message: WorkerReply): void => {
  process.send?.(message);
};
const count = (events: number): void => reply({ kind: 'events', events });

process.on('message', (request: WorkerRequest) => {
  if (request.kind === 'open') {
    const { format, settings, spoolFolder } = request.settings;
    const spool = createStaging({ folder: spoolFolder, owner: 'backfill' });
    reading = readHere(feedFormat(format), settings, spool);
    // Asked to end, or alone: what is under way is given up, for nobody waits for it.
    process.once('disconnect', () => void spool.close().finally(() => process.exit()));
  } else if (request.kind === 'taken') {
    untaken -= 1;
    wake();
  } else if (reading !== undefined) {
    answer(reading, request).catch((error: unknown) =>
      reply({ kind: 'failed', error: plainError(error) }),
    );
  }
});

type Pass = Exclude<WorkerRequest, { kind: 'open' | 'taken' }>;

async function answer(files: FeedReading, request: Pass): Promise<void> {
  const { kind, path } = request;
  if (kind === 'batches') {
    await sendBatches(files.batches(path, request.byPartition, count));
    reply({ kind: 'end' });
  } else if (kind === 'survey') {
    const survey = await files.survey(path, count);
    const failure = survey.failure === undefined ? undefined : plainError(survey.failure);
    reply({ kind: 'survey', survey: { ...survey, failure } });
  } else {
    reply({ kind: 'sha256', sha256: await files.sha256(path) });
  }
}

async function sendBatches(batches: AsyncIterable<LineBatch>): Promise<void> {
  untaken = 0;
  for await (const { dataset, firstOrdinal, lines } of batches) {
    const text = lines.map((line) => (typeof line === 'string' ? line : textOf(line))).join('\n');
    reply({ kind: 'batch', dataset: dataset.id, firstOrdinal, text });
    untaken += 1;
    while (untaken >= MAX_UNTAKEN) {
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
}

/** Lines that went through scratch files are UTF-8 that this program wrote. */
function textOf(line: Uint8Array): string {
  return Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8');
}
