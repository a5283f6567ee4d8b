import { runEngineOverLake } from '@assay/replay';
import type { LevelSignal } from '@assay/schemas';
import type { EngineConfig } from '@assay/signals';
import type { ObjectStore } from '@assay/storage';
import { recordingLogger } from '@assay/testkit';

/** What one pass over Bronze says. */
export interface OnePass {
  readonly rows: LevelSignal[];
  readonly ticks: number;
  /** The engine's counts, as the run logs them. */
  readonly counts: Readonly<Record<string, unknown>>;
}

/** Sends a session of Bronze through the engine, up to an instant (exclusive). */
export async function onePass(
  store: ObjectStore,
  config: EngineConfig,
  session: string,
  endNs: bigint,
): Promise<OnePass> {
  const logger = recordingLogger();
  const rows: LevelSignal[] = [];
  let ticks = 0;
  const options = { store, config, session, endNs, logger, query: { threads: 1 } };
  for await (const snapshot of runEngineOverLake(options)) {
    rows.push(...snapshot.rows);
    ticks += 1;
  }
  const told = logger.lines.find(({ message }) => message.includes('went through the engine'));
  return { rows, ticks, counts: told?.fields ?? {} };
}
