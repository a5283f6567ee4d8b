import type { Progress, ProgressOptions } from '@assay/cli';
import type { FeedFormat, FeedSettings } from '@assay/feeds';
import type { EventSink } from '../sink/event-sink.js';
import type { CompletedFiles } from './completed-files.js';

/** What a backfill works with. */
export interface BackfillParts {
  readonly format: FeedFormat;
  readonly settings: FeedSettings;
  readonly sink: EventSink;
  readonly completed: CompletedFiles;
  readonly progress: (options: ProgressOptions) => Progress;
}
