import type { QuerySession } from '@assay/query';
import { sqlName } from '@assay/schemas';
import { FeedError } from '../errors.js';
import type { FileColumn } from './column-sql.js';
import { engineWords } from './engine-words.js';

/** Up to so many rows are compared with one another; Python's writer closes a file at a thousand. */
const MAX_COMPARED = 5_000_000n;

/**
 * Reads every page of a file once, before any row is delivered: how much of a damaged file the engine
 * still gives depends on its timing, so that a damaged one is refused as a whole. Gives what only such a
 * look tells: the values of columns that are left out, and rows that equal an earlier one.
 */
export async function inspectFile(
  session: QuerySession,
  relation: string,
  leftOut: readonly FileColumn[],
  file: string,
): Promise<string[]> {
  const counts = leftOut.map(({ name }, index) => `count(${sqlName(name)}) AS left_${index}`);
  // The text of a row has every column in it: no page stays unread.
  const read = 'sum(length(each::VARCHAR))::BIGINT AS read';
  const all = ['count(*) AS rows', read, ...counts].join(', ');
  try {
    const [found] = await session.rows(`SELECT ${all} FROM ${relation} AS each`);
    return [
      ...leftOut.map(
        ({ name, type }, index) =>
          `column "${name}" (${type}) left out: ${String(found[`left_${index}`])} values`,
      ),
      ...(await repeatedNote(session, relation, found.rows as bigint)),
    ];
  } catch (cause) {
    const words = engineWords(cause);
    if (/out of memory/i.test(words)) {
      throw cause;
    }
    const problem = `expected whole Parquet pages, was damage: ${words}; fetch the file again`;
    throw new FeedError('BAD_RECORD', problem, { place: { file }, cause });
  }
}

async function repeatedNote(
  session: QuerySession,
  relation: string,
  rows: bigint,
): Promise<string[]> {
  if (rows > MAX_COMPARED) {
    return [`${rows} rows are too many to look for equal ones among them`];
  }
  const [{ distinct }] = await session.rows(
    `SELECT count(DISTINCT md5(each::VARCHAR)) AS "distinct" FROM ${relation} AS each`,
  );
  const repeated = rows - (distinct as bigint);
  return repeated === 0n
    ? []
    : [
        `${repeated} rows equal an earlier one in every column, and are kept: whether they were ` +
          'delivered twice is not in the file',
      ];
}
