import { dbnFormat } from './dbn/format.js';
import { FeedError } from './errors.js';
import type { FeedFormat } from './format.js';
import { lakeFormat } from './lake/format.js';
import { leanFormat } from './lean/format.js';
import { massiveFormat } from './massive/format.js';

/** Every kind of file that can be brought in. */
export const FEED_FORMATS: readonly FeedFormat[] = [
  dbnFormat,
  leanFormat,
  massiveFormat,
  lakeFormat,
];

/** The format of that name. Throws `BAD_OPTION` for any other. */
export function feedFormat(name: string): FeedFormat {
  const format = FEED_FORMATS.find((each) => each.name === name);
  if (format === undefined) {
    const names = FEED_FORMATS.map((each) => each.name).join(', ');
    throw new FeedError('BAD_OPTION', `expected a format (${names}), was "${name}"`);
  }
  return format;
}
