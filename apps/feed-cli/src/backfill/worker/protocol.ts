import { FeedError, type FeedErrorCode, type FeedPlace, type FeedSettings } from '@assay/feeds';
import type { Survey } from '../survey.js';

/** What a decoding process is started with. */
export interface WorkerSettings {
  readonly format: string;
  readonly settings: FeedSettings;
  /** The folder of scratch files, shared by all processes. */
  readonly spoolFolder: string;
}

/** What the process is asked: to open itself once, then one pass over one file after the other. */
export type WorkerRequest =
  | { readonly kind: 'open'; readonly settings: WorkerSettings }
  | { readonly kind: 'sha256' | 'survey'; readonly path: string }
  | { readonly kind: 'batches'; readonly path: string; readonly byPartition: boolean }
  /** A batch was taken: another one may be sent. */
  | { readonly kind: 'taken' };

/** What it answers. A pass ends with its result, `end` or `failed`. */
export type WorkerReply =
  | { readonly kind: 'sha256'; readonly sha256: string }
  | { readonly kind: 'survey'; readonly survey: PlainSurvey }
  /** Events read, or put in order, since the last such message. */
  | { readonly kind: 'events'; readonly events: number }
  | PlainBatch
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** Lines as one text, joined by line breaks: JSON holds none, and one text is handed over quickly. */
export interface PlainBatch {
  readonly kind: 'batch';
  readonly dataset: string;
  readonly firstOrdinal: number;
  readonly text: string;
}

/** A survey as it is handed over. */
export type PlainSurvey = Omit<Survey, 'failure'> & { readonly failure: PlainError | undefined };

/** An error as it is handed over: of an error's class nothing but `Error` would arrive. */
export interface PlainError {
  /** Absent for a mistake in the code. */
  readonly feed?: {
    readonly code: FeedErrorCode;
    readonly problem: string;
    readonly place: FeedPlace | undefined;
  };
  readonly error: unknown;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof FeedError)) {
    return { error };
  }
  const { code, problem, place, cause } = error;
  return { feed: { code, problem, place }, error: cause };
}

export function errorOf({ feed, error }: PlainError): unknown {
  if (feed === undefined) {
    return error;
  }
  return new FeedError(feed.code, feed.problem, {
    ...(feed.place === undefined ? {} : { place: feed.place }),
    ...(error === undefined ? {} : { cause: error }),
  });
}
