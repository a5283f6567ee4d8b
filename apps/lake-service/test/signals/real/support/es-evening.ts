import { fileInput, openDbn } from '@assay/feeds';
import {
  futuresMbp10,
  futuresTrades,
  type AnyRow,
  type Dataset,
  type FuturesBook,
  type FuturesTrade,
} from '@assay/schemas';
import {
  createLevelEngine,
  emptyWarmUp,
  ES_CONFIG,
  sessionsOf,
  type EngineConfig,
  type EngineCounts,
  type LevelSnapshot,
} from '@assay/signals';
import { batchOf } from '../../support/batch-of.js';
import { realFile } from './real-data.js';

/** The first hour of a Globex evening, which stands for the session's regular hours. */
export const EVENING_CONFIG: EngineConfig = {
  ...ES_CONFIG,
  sessionStart: '18:00',
  sessionEnd: '19:00',
};
/** Christmas Day 2023, 18:00 to 19:00 New York, is the evening before this date. */
export const EVENING_DATE = '2023-12-26';
export const EVENING_START_NS = 1_703_545_200_000_000_000n;
export const EVENING_END_NS = EVENING_START_NS + 3_600_000_000_000n;

/** Rows of the capture, in the order of its files. */
export interface Evening {
  readonly trades: readonly FuturesTrade[];
  readonly books: readonly FuturesBook[];
}

/** Prints and books of ten levels, rebuilt from two files of orders. */
export async function readEvening(): Promise<Evening> {
  const rows = new Map<Dataset, AnyRow[]>([
    [futuresTrades, []],
    [futuresMbp10, []],
  ]);
  for (const day of ['20231224', '20231225']) {
    const file = realFile('es-mbo-2023-12-25', `esh4-glbx-mdp3-${day}.mbo.dbn.zst`);
    for await (const batch of await openDbn(fileInput(file))) {
      rows.get(batch.dataset)?.push(...batch.rows);
    }
  }
  return {
    trades: rows.get(futuresTrades) as unknown as FuturesTrade[],
    books: rows.get(futuresMbp10) as unknown as FuturesBook[],
  };
}

/** What the engine says of the evening, each dataset given as one batch of plain rows. */
export function runEvening({ trades, books }: Evening): {
  readonly snapshots: readonly LevelSnapshot[];
  readonly counts: EngineCounts;
} {
  const session = sessionsOf(EVENING_CONFIG).sessionAt(EVENING_START_NS);
  if (session === undefined) {
    throw new Error(`expected a session at ${EVENING_START_NS}, was none`);
  }
  const engine = createLevelEngine(EVENING_CONFIG);
  engine.beginSession(session, emptyWarmUp());
  engine.pushBatch(batchOf(futuresTrades, trades));
  engine.pushBatch(batchOf(futuresMbp10, books));
  return { snapshots: engine.advance(EVENING_END_NS), counts: engine.counts };
}
