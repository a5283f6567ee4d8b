import type { AnyRow, Dataset } from '@assay/schemas';
import type { Problem } from '../feed.js';

/** What a line of a table is. */
export type DecodedLine =
  /** An event; with a problem, a refused one: its row then does not fit the dataset. */
  | { readonly kind: 'event'; readonly row: AnyRow; readonly problem: Problem | undefined }
  /** No event, e.g. the row of the underlying in an option chain. */
  | { readonly kind: 'ignored'; readonly what: string }
  /** An event that was not asked for. */
  | { readonly kind: 'filtered' };

/** Reads the lines of one text. */
export interface LineDecoder {
  readonly dataset: Dataset;
  /** Whether the first line names the columns. */
  readonly hasHeader: boolean;
  /** @param line without its line break */
  decode(line: string): DecodedLine;
}

/** What a decoder is chosen by. */
export interface TextStart {
  /** Where the text is: for errors. */
  readonly file: string;
  readonly innerName: string | undefined;
  /** Without its line break. */
  readonly firstLine: string;
}
