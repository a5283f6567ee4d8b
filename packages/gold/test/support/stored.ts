import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLedger } from '@assay/ledger';
import { openQuerySession, withLocalCopies, type ResultRow } from '@assay/query';
import { sha256Hex, sqlText } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** Every file of a folder of a local lake, by key, with the SHA-256 of its bytes. */
export async function filesOf(root: string, folder: string): Promise<Map<string, string>> {
  const names = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const files = names
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const entries = await Promise.all(
    files.map(async (path) => {
      const key = path.slice(root.length + 1);
      return [key, sha256Hex(await readFile(path))] as const;
    }),
  );
  return new Map(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What a shard's committed files hold, in the order of their positions. */
export async function storedRows(
  store: ObjectStore,
  shard: string,
  kind: 'rows' | 'dead-letters' = 'rows',
): Promise<ResultRow[]> {
  const ledger = await readLedger({ store, tier: 'gold', shard });
  const files = kind === 'rows' ? ledger.filesUnder('gold/') : ledger.deadLetterFiles;
  const keys = [...files].map(({ key }) => key);
  if (keys.length === 0) {
    return [];
  }
  const session = await openQuerySession({ threads: 1 });
  try {
    return await withLocalCopies(store, keys, (paths) =>
      session.rows(
        `SELECT * FROM read_parquet([${paths.map(sqlText).join(', ')}], hive_partitioning = false,
          union_by_name = true) ORDER BY "_pos"`,
      ),
    );
  } finally {
    session.close();
  }
}
