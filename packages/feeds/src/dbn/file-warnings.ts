import type { FeedReport } from '../feed.js';
import { marketKindOf } from './datasets.js';
import type { DbnHeader } from './header.js';

/** Schemas of options that tell the trades of `trades` again, with a quote. */
const QUOTED_TRADES: ReadonlySet<string> = new Set(['tbbo', 'tcbbo']);

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
  if (marketKindOf(header.dataset) === 'options' && QUOTED_TRADES.has(header.schema ?? '')) {
    warnings.push(
      `these trades (${header.schema}) are those of a trades file of the same time, with their quotes: ` +
        'bring in one of the two, or each is stored twice',
    );
  }
  if (report.complete && unmet.length > 0) {
    warnings.push(`no record has the symbol asked for: ${unmet.join(', ')}`);
  }
  return warnings;
}
