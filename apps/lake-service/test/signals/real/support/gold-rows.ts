import { join } from 'node:path';
import { createCommittedFiles, createPlaces } from '@assay/ledger';
import { openQuerySession } from '@assay/query';
import { levelsSignals, sqlName, sqlText, type LevelSignal } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** Every row of the files that Gold has committed, by instant and level. */
export async function goldRows(store: ObjectStore): Promise<LevelSignal[]> {
  const { files } = await createCommittedFiles(store, createPlaces(), 'gold').of(levelsSignals);
  const session = await openQuerySession({ threads: 1 });
  try {
    const columns = levelsSignals.columns.map(({ name }) => sqlName(name)).join(', ');
    const paths = files.map(({ file }) => sqlText(join(store.root, file.key))).join(', ');
    const rows = await session.rows(
      `SELECT ${columns} FROM read_parquet([${paths}], hive_partitioning = false)
       ORDER BY ts_event_ns, level_id`,
    );
    return rows as unknown as LevelSignal[];
  } finally {
    session.close();
  }
}
