import type { AnyRow, Column, Dataset } from '@assay/schemas';
import { parseOptionSymbol } from '../codes/option-symbol.js';
import type { Problem } from '../feed.js';
import type { Tally } from '../tally.js';
import { lakeConditions } from './conditions.js';
import { fit, type LakeValue } from './fit.js';

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
    let problem: Problem | undefined;
    for (const [index, { name }] of columns.entries()) {
      const fitted = readers[index](values);
      row[name] = fitted.value;
      problem ??= fitted.problem;
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

type ColumnReader = (values: readonly LakeValue[]) => ReturnType<typeof fit>;

function readerOf(
  column: Column,
  indexOf: ReadonlyMap<string, number>,
  tally: Tally,
): ColumnReader {
  const index = indexOf.get(column.name) ?? 0;
  if (column.name === 'ts_recv_ns') {
    // When it became known: where the file does not say, when it happened.
    const event = indexOf.get('ts_event_ns') ?? 0;
    return (values) => fit(column, values[index] ?? values[event]);
  }
  const price = indexOf.get(column.name.replace('_sz', '_px'));
  if (price !== undefined && column.name.includes('_sz')) {
    return (values) => {
      const size = values[index];
      if (!isAbsent(values[price], size)) {
        return fit(column, size);
      }
      if (size !== null && Number(size) !== 0) {
        tally.warn('sides have a size and no price: no such level can be stored', 1);
      }
      return { value: 0, problem: undefined };
    };
  }
  const partner = column.rule.zeroIsAbsentWith;
  const size = partner === undefined ? undefined : indexOf.get(partner);
  if (size !== undefined) {
    return (values) => fit(column, isAbsent(values[index], values[size]) ? null : values[index]);
  }
  return (values) => fit(column, values[index]);
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
