import type { Feed } from './feed.js';
import type { FeedInput } from './input.js';
import type { FeedSettings, FormatSetting } from './settings.js';

/**
 * A kind of feed file. A new one is one folder with a `FeedFormat` and one entry in `formats.ts`;
 * commands learn its options from `settings`.
 */
export interface FeedFormat {
  readonly name: string;
  /** One line for help. */
  readonly describe: string;
  /**
   * Raised when the same file and settings give other rows or ordinals: it goes into the run id.
   */
  readonly revision: number;
  readonly settings: readonly FormatSetting[];
  /**
   * Whether a file at this path (parts joined by `/`) looks like one of these, by its name alone. It
   * decides which files of a folder are taken; a file that is named outright is always opened.
   */
  claims(path: string): boolean;
  /**
   * What the name of a file at this path decides about its rows, as settings; absent where a format goes
   * by bytes alone. The bytes do not say it: whoever names runs adds it to the settings that were given
   * (which win), or one run id would stand for different rows.
   */
  nameSettings?(path: string): FeedSettings;
  /** Opens a file; throws `FeedError`, `BAD_OPTION` for settings that are not the format's. */
  open(input: FeedInput, settings: FeedSettings): Promise<Feed>;
}
