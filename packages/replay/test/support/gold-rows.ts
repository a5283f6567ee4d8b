import { createCommittedFiles, createPlaces } from '@assay/ledger';
import { openQuerySession } from '@assay/query';
import { levelsSignals, sqlName, sqlText, type LevelSignal } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { LevelSnapshot } from '@assay/signals';
import { join } from 'node:path';

/** Every row of `levels.signals` that a lake's Gold holds, by instant and level. */
export async function goldRows(store: ObjectStore): Promise<LevelSignal[]> {
  const committed = createCommittedFiles(store, createPlaces(), 'gold');
  const { files } = await committed.of(levelsSignals);
  if (files.length === 0) {
    return [];
  }
  const engine = await openQuerySession({ threads: 1 });
  try {
    const columns = levelsSignals.columns.map(({ name }) => sqlName(name)).join(', ');
    const paths = files.map(({ file }) => sqlText(join(store.root, file.key))).join(', ');
    const rows = await engine.rows(
      `SELECT ${columns} FROM read_parquet([${paths}], hive_partitioning = false)
       ORDER BY "ts_event_ns", "level_id"`,
    );
    return rows as unknown as LevelSignal[];
  } finally {
    engine.close();
  }
}

/** The rows of snapshots, by instant and level. */
export function rowsOf(snapshots: readonly LevelSnapshot[]): LevelSignal[] {
  return snapshots.flatMap(({ rows }) =>
    [...rows].sort((one, other) => (one.level_id < other.level_id ? -1 : 1)),
  );
}
