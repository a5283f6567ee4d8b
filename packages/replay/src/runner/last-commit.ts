import { createCommittedFiles, createPlaces, openChosen, type OpenPlace } from '@assay/ledger';
import type { SharedEngine } from '@assay/query';
import { levelsSignals, sqlName, sqlText, type LevelSignal } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';

/** Whose rows to read. */
export interface LastCommitRequest {
  readonly store: ObjectStore;
  readonly openPlace?: OpenPlace | undefined;
  readonly engine: SharedEngine;
  readonly shard: string;
}

/** The ticks of a shard's last commit in Gold, by instant, their rows by level id. */
export async function lastCommit(request: LastCommitRequest): Promise<LevelSignal[][]> {
  const { store, openPlace, engine, shard } = request;
  const places = createPlaces(openPlace);
  const committed = createCommittedFiles(store, places, 'gold');
  const { copies, chosen } = await openChosen(places, async () => {
    const files = (await committed.of(levelsSignals)).files.filter((each) => each.shard === shard);
    return ofLastEntry(files);
  });
  if (chosen.length === 0) {
    return [];
  }
  try {
    const session = await engine.take();
    try {
      const columns = levelsSignals.columns.map(({ name }) => sqlName(name)).join(', ');
      const files = copies.paths.map(sqlText).join(', ');
      const rows = await session.rows(
        `SELECT ${columns} FROM read_parquet([${files}], union_by_name = true,
          hive_partitioning = false) ORDER BY "ts_event_ns", "level_id"`,
      );
      return byInstant(rows as unknown as LevelSignal[]);
    } finally {
      await engine.giveBack();
    }
  } finally {
    await copies.release();
  }
}

/** The files that the last of the entries committed. A shard has hundreds of thousands of files. */
export function ofLastEntry<File extends { readonly file: { readonly entry: number } }>(
  files: readonly File[],
): File[] {
  const last = files.reduce((most, { file }) => Math.max(most, file.entry), 0);
  return files.filter(({ file }) => file.entry === last);
}

function byInstant(rows: readonly LevelSignal[]): LevelSignal[][] {
  const ticks: LevelSignal[][] = [];
  for (const row of rows) {
    const tick = ticks.at(-1);
    if (tick?.[0].ts_event_ns === row.ts_event_ns) {
      tick.push(row);
    } else {
      ticks.push([row]);
    }
  }
  return ticks;
}
