import { SignalsError } from '../../errors.js';
import type {
  EventBatch,
  EventColumn,
  IntegerColumn,
  NumberColumn,
  TextColumn,
} from '../event-batch.js';

/** A required column of numbers. Throws `BAD_EVENT` where it is absent or of another kind. */
export function numberColumn(batch: EventBatch, name: string): NumberColumn {
  return optionalNumber(batch, name) ?? missing(batch, name);
}

export function integerColumn(batch: EventBatch, name: string): IntegerColumn {
  return optionalInteger(batch, name) ?? missing(batch, name);
}

export function textColumn(batch: EventBatch, name: string): TextColumn {
  return optionalText(batch, name) ?? missing(batch, name);
}

/** A nullable column: absent, it is NULL in every row. Throws `BAD_EVENT` where it is of another kind. */
export function optionalNumber(batch: EventBatch, name: string): NumberColumn | undefined {
  const column = columnOf(batch, name);
  return column === undefined || column.kind === 'number'
    ? column
    : wrongKind(batch, name, 'number', column);
}

export function optionalInteger(batch: EventBatch, name: string): IntegerColumn | undefined {
  const column = columnOf(batch, name);
  return column === undefined || column.kind === 'integer'
    ? column
    : wrongKind(batch, name, 'integer', column);
}

export function optionalText(batch: EventBatch, name: string): TextColumn | undefined {
  const column = columnOf(batch, name);
  return column === undefined || column.kind === 'text'
    ? column
    : wrongKind(batch, name, 'text', column);
}

function columnOf(batch: EventBatch, name: string): EventColumn | undefined {
  const column = batch.columns[name] as EventColumn | undefined;
  if (column === undefined) {
    return undefined;
  }
  const { length } = column.kind === 'text' ? column.codes : column.values;
  if (length < batch.rows) {
    throw new SignalsError(
      'BAD_EVENT',
      `${batch.dataset}.${name}: expected ${batch.rows} rows, was ${length}`,
    );
  }
  return column;
}

function missing(batch: EventBatch, name: string): never {
  throw new SignalsError('BAD_EVENT', `${batch.dataset}: expected a column ${name}, was none`);
}

function wrongKind(batch: EventBatch, name: string, expected: string, was: EventColumn): never {
  throw new SignalsError(
    'BAD_EVENT',
    `${batch.dataset}.${name}: expected a column of kind ${expected}, was ${was.kind}`,
  );
}
