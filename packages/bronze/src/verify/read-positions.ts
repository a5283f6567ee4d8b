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
  const positions: BigInt64Array[] = Array.from(
    { length: files },
    () => new BigInt64Array(FIRST_ROWS),
  );
  const used = new Uint32Array(files);
  const stream = await session.stream(
    `SELECT file_index::INTEGER AS file, coalesce("_pos", ${NONE}) FROM ${relation}`,
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
        if (used[of] === positions[of].length) {
          positions[of] = grown(positions[of]);
        }
        positions[of][used[of]] = position[row];
        used[of] += 1;
      }
    }
  } finally {
    stream.close();
  }
  return positions.map((each, file) => each.slice(0, used[file]).sort());
}

const FIRST_ROWS = 64;

/** Stands for NULL, which no row of a writer has: it is in no commit's range. */
const NONE = -1;

function grown(list: BigInt64Array): BigInt64Array {
  const larger = new BigInt64Array(list.length * 2);
  larger.set(list);
  return larger;
}

/** The values of a vector of fixed width, as the engine's bindings keep them: ten times as quick. */
function itemsOf<Items>(vector: unknown): Items {
  return (vector as { readonly items: Items }).items;
}
