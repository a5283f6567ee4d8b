import type { QuerySession } from '@assay/query';

/**
 * The positions of each of several Parquet files, ascending: 8 bytes a row are all that is kept of them.
 *
 * @param relation the files as a relation that knows `file_index`
 */
export async function readPositions(
  session: QuerySession,
  relation: string,
  files: number,
): Promise<BigInt64Array[]> {
  const positions = await emptyLists(session, relation, files);
  const used = new Uint32Array(files);
  const stream = await session.stream(
    `SELECT file_index::INTEGER AS file, "_pos" FROM ${relation}`,
  );
  try {
    for (;;) {
      const chunk = await stream.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) {
        break;
      }
      const file = itemsOf<Int32Array>(chunk.getColumnVector(0));
      const position = itemsOf<BigInt64Array>(chunk.getColumnVector(1));
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const of = file[row];
        positions[of][used[of]] = position[row];
        used[of] += 1;
      }
    }
  } finally {
    stream.close();
  }
  for (const each of positions) {
    each.sort();
  }
  return positions;
}

async function emptyLists(session: QuerySession, relation: string, files: number) {
  const counts = await session.rows(
    `SELECT file_index::INTEGER AS file, count(*)::INTEGER AS rows, count("_pos")::INTEGER AS positions
     FROM ${relation} GROUP BY ALL`,
  );
  const lists = Array.from({ length: files }, () => new BigInt64Array(0));
  for (const row of counts) {
    if (row['rows'] !== row['positions']) {
      throw new TypeError('expected a position in every row, was NULL in some');
    }
    lists[row['file'] as number] = new BigInt64Array(row['rows'] as number);
  }
  return lists;
}

/** The values of a vector of fixed width, as the engine's bindings keep them: ten times as quick. */
function itemsOf<Items>(vector: unknown): Items {
  return (vector as { readonly items: Items }).items;
}
