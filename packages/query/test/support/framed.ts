import { encodeRow, type AnyRow, type Dataset } from '@assay/schemas';
import { NdjsonBuffer, RowMembers, type MessageRun } from '../../src/index.js';

/** Rows of a dataset as exact lines, one message each: `_pos` is (first + index) × 65,536. */
export function bufferOf(
  dataset: Dataset,
  rows: readonly AnyRow[],
  run?: MessageRun,
  first = 0n,
): NdjsonBuffer {
  const buffer = new NdjsonBuffer();
  const members = new RowMembers();
  rows.forEach((row, index) => {
    const line = Buffer.from(encodeRow(dataset, row));
    members.begin(
      first + BigInt(index),
      run && { run: run.run, firstPosition: run.firstPosition + BigInt(index) },
    );
    buffer.appendRow(members, 0, line, 0, line.length);
  });
  return buffer;
}

/** The system columns that `bufferOf` gives the row at an index. */
export function systemColumns(index: number, run?: MessageRun, first = 0n): AnyRow {
  return {
    _pos: (first + BigInt(index)) * 65_536n,
    _run: run?.run ?? null,
    _run_pos: run === undefined ? null : run.firstPosition + BigInt(index),
  };
}
