import {
  bronzeColumns,
  DEAD_LETTER_COLUMNS,
  sqlName,
  type Column,
  type Dataset,
} from '@assay/schemas';

/** What all files of a dataset's partition have in common, and those of dead letters. */
export interface FileForm {
  readonly dataset: string;
  /** `underlying=SPY/date=2025-12-16/hour=14`; empty for dead letters. */
  readonly partition: string;
  readonly columns: readonly Column[];
  readonly orderBy: string;
  readonly rowGroupRows: number;
}

/** The dataset that files of dead letters say they are of. */
export const DEAD_LETTERS = 'dead_letters.v1';

export const DEAD_LETTERS_FORM: FileForm = {
  dataset: DEAD_LETTERS,
  partition: '',
  columns: DEAD_LETTER_COLUMNS,
  orderBy: '"_pos"',
  rowGroupRows: 10_240,
};

export function rowsForm(dataset: Dataset, partition: string): FileForm {
  return {
    dataset: dataset.id,
    partition,
    columns: bronzeColumns(dataset),
    orderBy: [...goldOrderTerms(dataset), '"_pos"'].join(', '),
    rowGroupRows: dataset.rowGroupRows,
  };
}

/**
 * The order of a Gold dataset's rows as ORDER BY terms: by event time, then by the other columns of its
 * key from the last to the first, which of `levels.signals` is (ts_event_ns, level_id, producer).
 */
export function goldOrderTerms({ key, partition }: Dataset): string[] {
  const others = key.filter((name) => name !== 'ts_event_ns' && name !== partition.column);
  return ['ts_event_ns', ...others.toReversed(), partition.column].map(
    (name) => `${sqlName(name)} NULLS LAST`,
  );
}
