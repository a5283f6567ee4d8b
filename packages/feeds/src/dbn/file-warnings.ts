import type { FeedReport } from '../feed.js';
import type { DbnHeader } from './header.js';

/** What the header lets one know beyond the records, one sentence each. */
export function fileWarnings(
  header: DbnHeader,
  unmet: readonly string[],
  report: FeedReport,
): string[] {
  const warnings: string[] = [];
  if (report.complete && report.records === 0) {
    warnings.push('the file has a header and no records');
  }
  if (header.symbolTypeIn === 'continuous') {
    warnings.push(
      'its symbols are continuous names (ES.c.0): the contract behind them is not in the file; state it with instrument=ID=SYMBOL',
    );
  }
  if (header.notFound.length > 0) {
    warnings.push(`the vendor found no instrument for ${header.notFound.join(', ')}`);
  }
  if (header.partial.length > 0) {
    warnings.push(`the vendor found no instrument on some days for ${header.partial.join(', ')}`);
  }
  if (report.complete && unmet.length > 0) {
    warnings.push(`no record has the symbol asked for: ${unmet.join(', ')}`);
  }
  return warnings;
}
