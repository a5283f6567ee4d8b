import type { AnyRow, Column, ColumnValue, Dataset } from '@assay/schemas';
import { parseOptionSymbol } from '../codes/option-symbol.js';
import type { Problem } from '../feed.js';
import type { Tally } from '../tally.js';
import { lakeConditions } from './conditions.js';
import { fitOf, type LakeValue, type NoteProblem } from './fit.js';

/** A row, and what keeps it from being one of its dataset. */
export interface LakeRow {
  readonly row: AnyRow;
  readonly problem: Problem | undefined;
}

/** Makes rows of a file's values, which come in the dataset's column order. */
export function createRowReader(
  dataset: Dataset,
  tally: Tally,
): (values: readonly LakeValue[]) => LakeRow {
  const { columns } = dataset;
  const indexOf = new Map(columns.map(({ name }, index) => [name, index]));
  const readers = columns.map((column) => readerOf(column, indexOf, tally));
  const names = columns.map(({ name }) => name);
  let problem: Problem | undefined;
  const note: NoteProblem = (found) => {
    problem ??= found;
  };
  const readConditions = lakeConditions(dataset.id.startsWith('options.') ? 'options' : 'stocks');

  function readCodes(row: Record<string, AnyRow[string]>, codes: string): void {
    const conditions = readConditions(codes);
    row.conditions = conditions?.text ?? null;
    if (conditions === undefined) {
      tally.warn('conditions are neither ids nor names that are known: left out', 1);
    }
    for (const name of conditions?.unknown ?? []) {
      tally.warn(`conditions are in no list, and kept as ${name}`, 1);
    }
  }

  return (values) => {
    const row: Record<string, AnyRow[string]> = {};
    problem = undefined;
    for (let index = 0; index < names.length; index += 1) {
      row[names[index]] = readers[index](values, note);
    }
    if (typeof row.conditions === 'string') {
      readCodes(row, row.conditions);
    }
    if (typeof row.option_symbol === 'string') {
      row.option_symbol = osiSymbol(row.option_symbol, tally);
    }
    return { row, problem };
  };
}

type ColumnReader = (values: readonly LakeValue[], note: NoteProblem) => ColumnValue | null;

function readerOf(
  column: Column,
  indexOf: ReadonlyMap<string, number>,
  tally: Tally,
): ColumnReader {
  const index = indexOf.get(column.name) ?? 0;
  const fit = fitOf(column);
  if (column.name === 'ts_recv_ns') {
    // When it became known: where the file does not say, when it happened.
    const event = indexOf.get('ts_event_ns') ?? 0;
    return (values, note) => fit(values[index] ?? values[event], note);
  }
  const price = indexOf.get(column.name.replace('_sz', '_px'));
  if (price !== undefined && column.name.includes('_sz')) {
    return (values, note) => {
      const size = values[index];
      if (!isAbsent(values[price], size)) {
        return fit(size, note);
      }
      if (size !== null && Number(size) !== 0) {
        tally.warn('sides have a size and no price: no such level can be stored', 1);
      }
      return 0;
    };
  }
  const partner = column.rule.zeroIsAbsentWith;
  const size = partner === undefined ? undefined : indexOf.get(partner);
  if (size !== undefined) {
    return (values, note) =>
      fit(isAbsent(values[index], values[size]) ? null : values[index], note);
  }
  return (values, note) => fit(values[index], note);
}

/** A side of a book without price: Python writes none as NULL, NaN or 0 with the size 0. */
function isAbsent(price: LakeValue, size: LakeValue): boolean {
  return price === null || (price === 0 && (size === null || Number(size) === 0));
}

/** `O:SPY251216C00676000` as OSI writes it; what is no such symbol stays. */
function osiSymbol(symbol: string, tally: Tally): string {
  const contract = parseOptionSymbol(symbol.replace(/^O:/, ''));
  if (contract === undefined || contract.optionSymbol === symbol) {
    return symbol;
  }
  tally.warn('option symbols are written as OSI symbols of 21 characters now', 1);
  return contract.optionSymbol;
}
