import { createFramer } from '@assay/query';
import { createDatasetRegistry } from '@assay/schemas';
import {
  encodeBatch,
  feedFormat,
  fileInput,
  type FeedBatch,
  type FeedReport,
  type FeedSettings,
} from '../../src/index.js';
import { collect, type Delivered } from '../collect.js';
import { HOUR_12, type PythonDataset, type PythonLake } from './python-lake.js';

/** The format under test. */
export const lakeFormat = feedFormat('lake');

/** What came of a file. */
export interface Read extends Delivered {
  readonly report: FeedReport;
}

export async function read(path: string, settings: FeedSettings = {}): Promise<Read> {
  const feed = await lakeFormat.open(fileInput(path), settings);
  const delivered = await collect(feed);
  return { ...delivered, report: feed.report() };
}

/** Reads rows that a SELECT makes, in the folder of their dataset. */
export async function readRows(
  lake: PythonLake,
  dataset: PythonDataset,
  select: string,
  settings?: FeedSettings,
): Promise<Read> {
  const folder = dataset.replace('.', '/');
  const partition = dataset.startsWith('options.') ? 'underlying=SPY' : 'symbol=ES';
  return read(await lake.write(`bronze/${folder}/${partition}/${HOUR_12}`, select), settings);
}

/** The refusals of a report, one text each. */
export function refusalsOf({ report }: Read): string[] {
  return report.refused.map(({ code, count, firstDetail }) => `${count} ${code} ${firstDetail}`);
}

/** What Bronze's framer makes of a batch's events: a row, or a dead letter. */
export function verdictsOf(batch: FeedBatch): string[] {
  const verdicts: string[] = [];
  createFramer(createDatasetRegistry()).frame(
    {
      subject: batch.dataset.subject ?? '',
      headers: { 'Content-Type': 'application/x-ndjson' },
      bytes: Buffer.from(encodeBatch(batch).join('\n'), 'utf8'),
    },
    {
      row: (_, index) => {
        verdicts[index] = 'row';
      },
      deadLetter: (_, index) => {
        verdicts[index] = 'dead letter';
      },
    },
  );
  return verdicts;
}
