import type { Column } from './column.js';
import type { Dataset } from './dataset.js';
import { datasetFolder } from './hive-path.js';

/** The section of `docs/data-layout.md` on one dataset: Markdown that starts with its heading. */
export function datasetMarkdown(dataset: Dataset): string {
  const { column, hourly } = dataset.partition;
  const subject = dataset.subject === undefined ? 'none, it is derived' : code(dataset.subject);
  const folder = `${datasetFolder(dataset)}/${column}=…/date=YYYY-MM-DD${hourly ? '/hour=HH' : ''}/`;
  return [
    `### ${code(dataset.id)}`,
    dataset.describe,
    [
      `- Subject: ${subject}`,
      `- Folder: ${code(folder)}`,
      `- Key: ${namesOf(dataset.key)}`,
      `- Row group: ${dataset.rowGroupRows.toLocaleString('en-US')} rows`,
    ].join('\n'),
    columnsMarkdown(dataset.columns),
  ].join('\n\n');
}

/**
 * A Markdown table of columns: name, type, whether NULL is allowed, range, meaning. Numbered columns
 * (`bid_px_1` … `bid_px_10`) share one line.
 */
export function columnsMarkdown(columns: readonly Column[]): string {
  const rows = familiesOf(columns.map((column) => column.name)).map((family) => {
    const column = columns.find((each) => each.name === family[0]);
    const cells =
      column === undefined
        ? []
        : [column.type, column.nullable ? 'yes' : 'no', rangeText(column), column.describe];
    const shared = family.length === 1 ? cells : cells.map((cell) => cell.replace(FIRST, 'n'));
    return [familyText(family), ...shared];
  });
  const head = [
    ['Column', 'Type', 'NULL', 'Range', 'Meaning'],
    ['---', '---', '---', '---', '---'],
  ];
  return [...head, ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n');
}

/** The number of the first of a family, as it stands in names and in words. */
const FIRST = /(?<=\b|_)1(?=\b|_)/;

/** What a column accepts beyond its type, in a few characters. */
function rangeText({ rule }: Column): string {
  const parts = [
    rule.time === true ? '2000 to 2100' : '',
    rule.date === true ? 'YYYY-MM-DD' : '',
    rule.nonEmpty === true ? 'not empty' : '',
    rule.min === undefined ? '' : `≥ ${rule.min}`,
    rule.above === undefined ? '' : `> ${rule.above}`,
    rule.oneOf === undefined ? '' : rule.oneOf.join(', '),
    rule.zeroIsAbsent === true ? '0 reads as NULL' : '',
    rule.zeroIsAbsentWith === undefined ? '' : `0 beside ${rule.zeroIsAbsentWith} 0 reads as NULL`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function namesOf(names: readonly string[]): string {
  return familiesOf(names).map(familyText).join(', ');
}

/** Runs of names that differ in their number alone: 1, 2, 3 … */
function familiesOf(names: readonly string[]): string[][] {
  const families: string[][] = [];
  for (const name of names) {
    const family = families.at(-1);
    const stem = family?.[0].endsWith('_1') === true ? family[0].slice(0, -1) : undefined;
    if (family !== undefined && stem !== undefined && name === `${stem}${family.length + 1}`) {
      family.push(name);
    } else {
      families.push([name]);
    }
  }
  return families;
}

function familyText(family: readonly string[]): string {
  const [first] = family;
  return family.length === 1 ? code(first) : `${code(first)} … ${code(family.at(-1) ?? first)}`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
