/** Why a feed file could not be read, or a feed could not be made. */
export type FeedErrorCode =
  /** The file cannot be opened or read. */
  | 'UNREADABLE'
  /** The file ends in the middle of something. What came before it was delivered. */
  | 'TRUNCATED'
  /** The compressed bytes are damaged, or ask for something this reader does not do. */
  | 'BAD_COMPRESSION'
  /** A header field has a value it cannot have. */
  | 'BAD_HEADER'
  /** A later version of the format than this release knows. */
  | 'UNKNOWN_VERSION'
  /** A kind of file that this release does not read. */
  | 'UNSUPPORTED'
  /** A kind of file that is known, and holds no events of any dataset: nothing of it is missed. */
  | 'NO_EVENTS'
  /** A record contradicts the format: nothing after it can be trusted. */
  | 'BAD_RECORD'
  /** An option is missing, unknown, or has a value it cannot have. */
  | 'BAD_OPTION'
  /** A saved simulator session is damaged, or of a release whose market cannot go on here. */
  | 'BAD_SESSION';

/** Where in a file something is. Offsets and record numbers are of the first bad thing. */
export interface FeedPlace {
  readonly file: string;
  /** Bytes from the start of the file as stored (compressed, where it is). */
  readonly byteOffset?: number;
  /** Bytes from the start of the content (decompressed). */
  readonly contentOffset?: number;
  /** Number of the record, from 1. */
  readonly record?: number;
}

/** An error of this package. Only `UNREADABLE` may pass by itself. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly code: FeedErrorCode;
  readonly retryable: boolean;
  readonly place: FeedPlace | undefined;
  /** What is wrong, without the place. */
  readonly problem: string;

  constructor(
    code: FeedErrorCode,
    problem: string,
    options: { readonly place?: FeedPlace; readonly cause?: unknown } = {},
  ) {
    const { place, cause } = options;
    super(
      place === undefined ? problem : `${placeText(place)}: ${problem}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.retryable = code === 'UNREADABLE';
    this.place = place;
    this.problem = problem;
  }
}

function placeText(place: FeedPlace): string {
  const parts = [place.file];
  if (place.record !== undefined) {
    parts.push(`record ${place.record}`);
  }
  if (place.byteOffset !== undefined) {
    parts.push(`byte ${place.byteOffset}`);
  }
  if (place.contentOffset !== undefined) {
    parts.push(`byte ${place.contentOffset} of the content`);
  }
  return parts.join(', ');
}
