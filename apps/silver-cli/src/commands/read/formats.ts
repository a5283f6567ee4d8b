import { extname } from 'node:path';
import { CommandFailure } from '@assay/cli';

/** How rows may be given. */
export const FORMATS = ['table', 'ndjson', 'csv', 'arrow', 'parquet'] as const;

export type Format = (typeof FORMATS)[number];

const BY_NAME: Readonly<Record<string, Format | undefined>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.parquet': 'parquet',
};

interface FormatOptions {
  readonly format?: string;
  readonly output?: string;
}

/** The format asked for. Throws `BAD_USAGE` for one that there is not, or that cannot be written there. */
export function formatOf({ format: given, output }: FormatOptions, isJson: boolean): Format {
  const byName = output === undefined ? 'table' : BY_NAME[extname(output).toLowerCase()];
  const format = given === undefined ? byName : FORMATS.find((each) => each === given);
  if (format === undefined) {
    const option = given === undefined ? `--output ${output ?? ''}` : `--format ${given}`;
    throw badUsage(`expected one of ${FORMATS.join(', ')}, was ${option}`, 'give --format');
  }
  if (format === 'parquet' && output === undefined) {
    throw badUsage('--format parquet: expected --output beside it, was none', 'name a file for it');
  }
  if (format === 'table' && output !== undefined) {
    throw badUsage('--format table: expected no --output beside it', 'give another --format');
  }
  if (isJson && format !== 'table' && output === undefined) {
    const next = 'leave one of them out: --format ndjson gives rows, --json one object';
    throw badUsage(`--json: expected --output beside --format ${format}, was none`, next);
  }
  return format;
}

function badUsage(message: string, next: string): CommandFailure {
  return new CommandFailure('BAD_USAGE', message, { next });
}
