import { join } from 'node:path';
import { createGoldReader } from '@assay/gold';
import { runEngineOverLake } from '@assay/replay';
import { encodeRow, levelsSignals, type AnyRow, type LevelSignal } from '@assay/schemas';
import { SPY_CONFIG } from '@assay/signals';
import { createLocalStore } from '@assay/storage';
import { readPlain } from './lake.js';
import { SESSION_DATE } from './simulated-session.js';

/** A row of signals as the text that it would be on the wire: equal texts are equal to the bit. */
export interface LevelRow {
  readonly atNs: bigint;
  readonly text: string;
}

const levelRow = (row: AnyRow): LevelRow => ({
  atNs: row['ts_event_ns'] as bigint,
  text: encodeRow(levelsSignals, row),
});

/** What Gold says of the session, in its order. */
export async function storedLevels(dataRoot: string): Promise<LevelRow[]> {
  const reader = createGoldReader({ store: createLocalStore({ root: dataRoot }) });
  try {
    const table = await reader.readLevelSignals({ underlying: 'SPY', date: SESSION_DATE });
    return table.toArray().map((row: { toJSON(): object }) => levelRow(row.toJSON() as AnyRow));
  } finally {
    await reader.close();
  }
}

/** What one pass of the engine over Bronze says of it. */
export async function computedLevels(dataRoot: string): Promise<LevelRow[]> {
  const store = createLocalStore({ root: dataRoot });
  const rows: LevelSignal[] = [];
  const options = { store, config: SPY_CONFIG, session: SESSION_DATE };
  for await (const snapshot of runEngineOverLake(options)) {
    rows.push(...[...snapshot.rows].sort((one, other) => (one.level_id < other.level_id ? -1 : 1)));
  }
  return rows.map((row) => levelRow(row as unknown as AnyRow));
}

/** Rows in Gold's files by producer, and how many keys they have, whatever a reader would collapse. */
export async function filedLevels(dataRoot: string): Promise<Record<string, [number, number]>> {
  const rows = await readPlain(
    join(dataRoot, 'gold/streaming'),
    'signals',
    'producer, ts_event_ns, level_id',
  );
  const counts: Record<string, [number, number]> = {};
  for (const producer of new Set(rows.map((row) => String(row.producer)))) {
    const own = rows.filter((row) => row.producer === producer);
    const keys = new Set(own.map((row) => [row.ts_event_ns, row.level_id].join()));
    counts[producer] = [own.length, keys.size];
  }
  return counts;
}
