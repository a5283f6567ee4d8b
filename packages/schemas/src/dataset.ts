import type { Column, ColumnValue } from './column.js';
import { declarationProblem } from './declaration-check.js';
import { SchemaError } from './errors.js';

/** Which part of the lake a dataset's files belong to. */
export type Tier = 'bronze' | 'silver' | 'gold';

/** How a dataset's rows are laid out in folders: `<column>=<value>/date=…[/hour=…]`. */
export interface Partitioning {
  /** The column whose value names the first folder: `symbol` or `underlying`. */
  readonly column: string;
  /** Whether a day is split into UTC hours. */
  readonly hourly: boolean;
}

/**
 * How to recognise an event of this dataset on a subject nobody declared: all of `present` are fields
 * of the event, none of `absent` is, and the partition value matches `partitionPattern`.
 */
export interface Recognition {
  readonly present: readonly string[];
  readonly absent?: readonly string[];
  readonly partitionPattern?: RegExp;
}

/**
 * A repeated group that producers may send as an array instead of flat columns:
 * `levels: [{bid_px, …} × 10]` stands for `bid_px_1 … bid_px_10` and so on.
 */
export interface RepeatedGroup {
  readonly field: string;
  readonly length: number;
  readonly members: readonly string[];
}

/** One dataset, declared once. See `docs/data-layout.md`, which is generated from these. */
export interface Dataset<Columns extends readonly Column[] = readonly Column[]> {
  /** `<name>.v<version>`, e.g. `stocks.trades.v1`. */
  readonly id: string;
  /** Name without version: `stocks.trades`. */
  readonly name: string;
  readonly version: number;
  readonly describe: string;
  readonly tier: Tier;
  /** The log subject that carries it; undefined for datasets derived inside the lake. */
  readonly subject: string | undefined;
  /** Folder below the tier's folder: `stocks/trades`. */
  readonly path: string;
  readonly partition: Partitioning;
  readonly columns: Columns;
  /** The columns whose values make two rows the same event. */
  readonly key: readonly string[];
  /** Place among datasets at equal `ts_event_ns`: lower comes first. */
  readonly crossOrder: number;
  /** Rows of a Parquet row group: 64 to 256 MB of raw values. */
  readonly rowGroupRows: number;
  readonly recognition: Recognition | undefined;
  readonly repeated: RepeatedGroup | undefined;
}

/** What a declaration says; the rest of `Dataset` follows from it. */
export interface DatasetDeclaration<Columns extends readonly Column[]> {
  readonly id: string;
  readonly describe: string;
  readonly tier: Tier;
  readonly subject?: string;
  readonly path?: string;
  readonly partition: Partitioning;
  readonly columns: Columns;
  readonly key: readonly string[];
  readonly crossOrder: number;
  readonly rowGroupRows?: number;
  readonly recognition?: Recognition;
  readonly repeated?: RepeatedGroup;
}

type ValueOf<C> =
  C extends Column<string, infer Value, infer Nullable>
    ? Nullable extends true
      ? Value | null
      : Value
    : never;

/** The TypeScript row of a dataset: one property a column, named as the column. */
export type RowOf<D extends Dataset> = {
  [C in D['columns'][number] as C['name']]: ValueOf<C>;
};

/** A row of some dataset, where the program does not know which. */
export type AnyRow = Readonly<Record<string, ColumnValue | null>>;

const ID = /^([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)\.v([1-9]\d*)$/;
const DEFAULT_ROW_GROUP_ROWS = 1_228_800;

/**
 * Declares a dataset. Throws `SchemaError` (`BAD_DECLARATION`) when the declaration contradicts itself:
 * every later stage may rely on a declared dataset being whole.
 */
export function defineDataset<const Columns extends readonly Column[]>(
  declaration: DatasetDeclaration<Columns>,
): Dataset<Columns> {
  const match = ID.exec(declaration.id);
  if (match === null) {
    throw badDeclaration(declaration.id, 'expected an id like "stocks.trades.v1"');
  }
  const [, name, version] = match;
  const dataset: Dataset<Columns> = {
    id: declaration.id,
    name,
    version: Number(version),
    describe: declaration.describe,
    tier: declaration.tier,
    subject: declaration.subject,
    path: declaration.path ?? name.replaceAll('.', '/'),
    partition: declaration.partition,
    columns: declaration.columns,
    key: declaration.key,
    crossOrder: declaration.crossOrder,
    rowGroupRows: declaration.rowGroupRows ?? DEFAULT_ROW_GROUP_ROWS,
    recognition: declaration.recognition,
    repeated: declaration.repeated,
  };
  const problem = declarationProblem(dataset);
  if (problem !== undefined) {
    throw badDeclaration(declaration.id, problem);
  }
  return dataset;
}

function badDeclaration(id: string, problem: string): SchemaError {
  return new SchemaError('BAD_DECLARATION', `dataset "${id}": ${problem}`);
}
