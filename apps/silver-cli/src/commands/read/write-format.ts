import { open, rename, rm, stat } from 'node:fs/promises';
import { CommandFailure, type CommandContext } from '@assay/cli';
import type { OpenLake } from '../../lake/open-lake.js';
import { encodeRows } from './encode-rows.js';
import type { LimitedRows } from './limit-rows.js';
import type { PlannedRead } from './planned-read.js';

/** What was written, for `--json`. */
export interface Written {
  readonly file?: string;
  readonly bytes?: number;
}

/** Writes the rows to standard output, or to a file that is there when all of it is. */
export async function writeFormat(
  context: CommandContext,
  lake: OpenLake,
  plan: PlannedRead,
  rows: LimitedRows,
  onRows: (rows: number) => void,
): Promise<Written> {
  const { output } = plan;
  if (output === undefined) {
    for await (const chunk of encodeRows(plan, rows)) {
      if (!(await context.data(chunk))) {
        break;
      }
      onRows(rows.rows());
    }
    return {};
  }
  return writeFile(output, async (part) => {
    if (plan.format !== 'parquet') {
      await writeChunks(part, encodeRows(plan, rows), () => onRows(rows.rows()));
      return;
    }
    const { parquetOfLines } = await import('./parquet-of-lines.js');
    const lines = `${part}.ndjson`;
    try {
      const encoded = encodeRows({ ...plan, format: 'ndjson' }, rows);
      await writeChunks(lines, encoded, () => onRows(rows.rows()));
      await parquetOfLines(lake, plan, { lines, file: part, rows: rows.rows() });
    } finally {
      await rm(lines, { force: true });
    }
  });
}

/** Half a file never has the name of a whole one. */
async function writeFile(output: string, write: (part: string) => Promise<void>): Promise<Written> {
  const part = `${output}.${process.pid}.part`;
  try {
    await write(part);
    const { size } = await stat(part);
    await rename(part, output);
    return { file: output, bytes: size };
  } catch (error) {
    throw isDiskError(error) ? notWritten(output, error) : error;
  } finally {
    await rm(part, { force: true });
  }
}

async function writeChunks(
  file: string,
  chunks: AsyncIterable<string | Uint8Array>,
  onChunk: () => void,
): Promise<void> {
  const handle = await open(file, 'w');
  try {
    for await (const chunk of chunks) {
      await handle.writeFile(chunk);
      onChunk();
    }
  } finally {
    await handle.close();
  }
}

function notWritten(output: string, cause: Error): CommandFailure {
  const message = `--output ${output}: expected to write, was refused: ${cause.message}`;
  return new CommandFailure('OUTPUT_FAILED', message, {
    next: 'name a file in a folder that is there, may be written to and has room',
    cause,
  });
}

function isDiskError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
