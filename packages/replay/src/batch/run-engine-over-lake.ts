import { SharedEngine } from '@assay/query';
import {
  createLevelEngine,
  createWarmUp,
  sessionsOf,
  type EngineConfig,
  type EngineSession,
  type LevelSnapshot,
} from '@assay/signals';
import { zonedTimeNs } from '@assay/calendar';
import { nullLogger } from '@assay/telemetry';
import { ReplayError } from '../errors.js';
import { createLakeFiles, type RowSelection } from '../lake/lake-files.js';
import { readRows } from '../lake/read-rows.js';
import { engineInputs } from '../session/engine-inputs.js';
import { readWarmUp } from '../warm-up/read-warm-up.js';
import type { LakeRunOptions } from './lake-run-options.js';

/**
 * One session of Bronze's committed rows in one pass through the engine: what the live runner says of it, however
 * its messages came, but for the events that it missed. Throws `BAD_REQUEST` for a date without a session, `RETIRED`
 * where retention deleted rows of it, or of the sessions that it begins with.
 */
export async function* runEngineOverLake(
  options: LakeRunOptions,
): AsyncGenerator<LevelSnapshot, void, undefined> {
  const { config, store, openPlace, logger = nullLogger } = options;
  const session = sessionOn(config, options.session);
  const endNs = options.endNs ?? session.endNs;
  const lake = createLakeFiles(store, openPlace);
  const queries = new SharedEngine(options.query);
  const engine = createLevelEngine(config);
  const selection = { ...engineInputs(config), startNs: session.startNs, endNs };
  const selections = [selection, ...warmUpSelections(config, session)];
  const deleted = await Promise.all(selections.map((each) => lake.retired(each)));
  const gone = deleted.find((files) => files.length > 0)?.at(0);
  if (gone !== undefined) {
    throw new ReplayError(
      'RETIRED',
      `session ${session.date}: expected the rows of ${gone.file.key}, was deleted by retention`,
    );
  }
  try {
    engine.beginSession(
      session,
      await readWarmUp({ lake, engine: queries, logger }, config, session),
    );
    for await (const { batch, completeToNs } of readRows(lake, queries, selection)) {
      engine.pushBatch(batch);
      if (completeToNs !== undefined && completeToNs > session.startNs) {
        yield* engine.advance(completeToNs - 1n);
      }
    }
    yield* engine.advance(endNs - 1n);
    logger.info('a session went through the engine', { session: session.date, ...engine.counts });
  } finally {
    await queries.close();
  }
}

/** What the session's warm-up reads. */
function warmUpSelections(config: EngineConfig, session: EngineSession): RowSelection[] {
  const before = sessionsOf(config).previous(session, config.warmUpSessions);
  return createWarmUp(config, session, before).needs.map((need) => ({
    datasets: [need.datasetId],
    isWanted: (_, value) => need.wants(value),
    startNs: need.startNs,
    endNs: need.endNs,
  }));
}

/** The session of a trading date: noon of New York lies in it, whatever its kind. */
function sessionOn(config: EngineConfig, date: string): EngineSession {
  const session = sessionsOf(config).sessionAt(zonedTimeNs(date, '12:00', 'America/New_York'));
  if (session?.date !== date) {
    throw new ReplayError('BAD_REQUEST', `expected the date of a session, was ${date}`);
  }
  return session;
}
