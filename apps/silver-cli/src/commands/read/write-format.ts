import { open, rename, rm, stat } from 'node:fs/promises';
import { CommandFailure, stopOnSignal, type CommandContext } from '@assay/cli';
import type { OpenLake } from '../../lake/open-lake.js';
import { encodeRows } from './encode-rows.js';
import type { LimitedRows } from './limit-rows.js';
import type { PlannedRead } from './planned-read.js';

/** What was written, for `--json`. */
export interface Written {
  readonly file?: string;
  readonly bytes?: number;
  /** Whoever read standard output went away before the end. */
  readonly closed?: true;
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
        return { closed: true };
      }
      onRows(rows.rows());
    }
    return {};
  }
  const { signal, ended } = stopOnSignal(context);
  const onChunk = () => {
    if (signal.aborted) {
      throw stopped(output);
    }
    onRows(rows.rows());
  };
  try {
    return await writeFile(output, (part) => writePart(lake, plan, { part, rows, onChunk }));
  } finally {
    ended();
  }
}

interface Part {
  readonly part: string;
  readonly rows: LimitedRows;
  /** Throws when a signal asked to end. */
  readonly onChunk: () => void;
}

async function writePart(lake: OpenLake, plan: PlannedRead, { part, rows, onChunk }: Part) {
  if (plan.format !== 'parquet') {
    await writeChunks(part, encodeRows(plan, rows), onChunk);
    return;
  }
  const { parquetOfLines } = await import('./parquet-of-lines.js');
  const lines = `${part}.ndjson`;
  try {
    await writeChunks(lines, encodeRows({ ...plan, format: 'ndjson' }, rows), onChunk);
    await parquetOfLines(lake, plan, { lines, file: part, rows: rows.rows() });
  } finally {
    await rm(lines, { force: true });
  }
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

function stopped(output: string): CommandFailure {
  const message = `--output ${output}: expected all rows in it, was ended by a signal: nothing is there`;
  return new CommandFailure('OUTPUT_FAILED', message, { next: 'run the same again' });
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
