import { formatNumber, formatTable, type Cell } from '@assay/cli';
import type { ContractMix, PartitionQuality, QualityReport } from '@assay/silver';
import { counted, joinText } from '../hours-text.js';
import { arrivalRows, bookRows, rowRows, sequenceRows, timeRows, volumeRows } from './sections.js';

const SHOWN_ROWS = 40;

/** Columns of figures with a unit behind them. */
const FIGURES: ReadonlySet<string> = new Set(['removed', 'buyers', 'sellers', 'unknown']);

interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  rowsOf(partition: PartitionQuality): readonly (readonly Cell[])[];
}

const SECTIONS: readonly Section[] = [
  {
    title: 'rows',
    columns: ['hours', 'stale', 'missing', 'bronze', 'read', 'silver', 'removed', 'ambiguous'],
    rowsOf: rowRows,
  },
  {
    title: 'time',
    columns: ['first', 'last', 'silences', 'longer than', 'longest', 'from'],
    rowsOf: timeRows,
  },
  {
    title: 'sequence numbers',
    columns: ['source', 'counts', 'rows', 'without', 'gaps', 'passed over', 'repeated', 'backward'],
    rowsOf: sequenceRows,
  },
  {
    title: 'books',
    columns: ['', 'rows', 'crossed', 'locked', 'bid only', 'offer only', 'empty'],
    rowsOf: bookRows,
  },
  {
    title: 'volume',
    columns: ['volume', 'buyers', 'sellers', 'unknown'],
    rowsOf: volumeRows,
  },
  {
    title: 'lateness',
    columns: ['known p50', 'p99', 'greatest', 'before it was', 'late rows', 'by more than', 'most'],
    rowsOf: arrivalRows,
  },
];

/** A quality report for people: a table a question. */
export function qualityText({ date, partitions, contractMix }: QualityReport): string {
  const joins = partitions.flatMap(({ enrichment }) => enrichment ?? []);
  const parts = [
    `${date} (UTC)`,
    ...SECTIONS.map((section) => sectionText(section, partitions)),
    ...contractMix.map(mixText),
    joins.length === 0 ? '' : joinText(joins),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function sectionText(
  { title, columns, rowsOf }: Section,
  partitions: readonly PartitionQuality[],
): string {
  const rows = partitions.flatMap((each) =>
    rowsOf(each).map((cells) => [each.dataset, each.partition, ...cells]),
  );
  if (rows.length === 0) {
    return '';
  }
  const right = columns.filter((name) => FIGURES.has(name));
  const table = formatTable(['dataset', 'of', ...columns], rows.slice(0, SHOWN_ROWS), { right });
  const more = rows.length - SHOWN_ROWS;
  const rest = more > 0 ? `\n… and ${formatNumber(more)} more (--json has them)` : '';
  return `${title}\n${table}${rest}`;
}

/** `ES: ESH6 98.1 %, ESM6 1.9 % of 120,000; spreads 4,000`. */
function mixText({ root, outrights, outrightVolume, spreads, spreadVolume }: ContractMix): string {
  const shares = outrights.slice(0, SHOWN_ROWS).map(({ symbol, share }) => {
    return `${symbol} ${share === undefined ? '–' : `${formatNumber(share * 100, 1)} %`}`;
  });
  const more = outrights.length - shares.length;
  const rest = more > 0 ? `, ${formatNumber(more)} more` : '';
  const combined =
    spreads.length === 0
      ? ''
      : `; ${formatNumber(spreadVolume)} in ${counted(spreads.length, 'spread')} beside`;
  return `contracts of ${root}: ${shares.join(', ')}${rest} of ${formatNumber(outrightVolume)}${combined}`;
}
