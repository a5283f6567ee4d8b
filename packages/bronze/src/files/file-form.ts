import {
  bronzeColumns,
  bronzeFileOrder,
  DEAD_LETTER_COLUMNS,
  type Column,
  type Dataset,
} from '@assay/schemas';

/** What all files of a dataset's partition have in common, and those of dead letters. */
export interface FileForm {
  readonly columns: readonly Column[];
  readonly orderBy: string;
  readonly rowGroupRows: number;
  readonly footer: Readonly<Record<string, string>>;
}

/** The dataset that files of dead letters say they are of. */
export const DEAD_LETTERS = 'dead_letters.v1';

export const DEAD_LETTERS_FORM: FileForm = {
  columns: DEAD_LETTER_COLUMNS,
  orderBy: '"_pos"',
  // Their events may be megabytes each.
  rowGroupRows: 10_240,
  footer: { 'assay.dataset': DEAD_LETTERS },
};

/** @param partition `symbol=ESZ5/date=2025-12-16/hour=14` */
export function rowsForm(dataset: Dataset, partition: string): FileForm {
  return {
    columns: bronzeColumns(dataset),
    orderBy: bronzeFileOrder(dataset),
    rowGroupRows: dataset.rowGroupRows,
    footer: { 'assay.dataset': dataset.id, 'assay.partition': partition },
  };
}
