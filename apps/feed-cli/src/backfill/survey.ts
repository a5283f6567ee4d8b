import { FeedError, type Feed, type FeedReport } from '@assay/feeds';
import { hourIndexOf, type AnyRow, type Dataset } from '@assay/schemas';

/** What one pass over a file tells before anything is sent. */
export interface Survey {
  readonly events: number;
  /** Distinct partitions and hours: how many files one Bronze batch over all of it would have. */
  readonly places: number;
  readonly report: FeedReport;
  /** Why the file could not be read to its end; what stands before is good. */
  readonly failure: FeedError | undefined;
}

/** The partition and hour of an event. */
export interface EventPlace {
  readonly dataset: Dataset;
  /** Empty for a refused event without one. */
  readonly value: string;
  /** UTC hours since 1970; −1 for a refused event without a time. */
  readonly hour: number;
  /** The three in one, for look-ups. */
  readonly name: string;
}

/** Reads a feed once, keeping nothing. A damaged file is no error here: the rows before it count. */
export async function surveyFeed(feed: Feed, onEvents: (events: number) => void): Promise<Survey> {
  const places = new Set<string>();
  let events = 0;
  let failure: FeedError | undefined;
  try {
    for await (const { dataset, rows } of feed) {
      for (const row of rows) {
        places.add(placeOfEvent(dataset, row).name);
      }
      events += rows.length;
      onEvents(rows.length);
    }
  } catch (error) {
    if (!(error instanceof FeedError)) {
      throw error;
    }
    failure = error;
  }
  return { events, places: places.size, report: feed.report(), failure };
}

/** Where an event belongs, as far as it says; refused events may lack either part. */
export function placeOfEvent(dataset: Dataset, row: AnyRow): EventPlace {
  const given = row[dataset.partition.column];
  const value = typeof given === 'string' ? given : '';
  const time = row.ts_event_ns;
  const hour = typeof time === 'bigint' ? hourIndexOf(time) : -1;
  return { dataset, value, hour, name: `${dataset.id} ${hour} ${value}` };
}
