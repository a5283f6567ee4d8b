import type { EngineGold } from '@assay/gold';
import type { EngineSession } from '@assay/signals';
import type { Clock, Logger } from '@assay/telemetry';
import { ReplayError } from '../errors.js';
import type { ShardSource } from '../hand-over/hand-over.js';
import { planShard, type ReachedPosition, type ShardPlan } from '../hand-over/plan-shard.js';
import { selectionOf } from '../hand-over/stored-rows.js';
import type { LakeFiles } from '../lake/lake-files.js';
import type { EngineInputs } from '../session/engine-inputs.js';
import type { KnownSessions } from '../session/known-sessions.js';
import { believedToNs } from './believed-to.js';
import { keepBehind } from './log-readers.js';
import { decodeRunnerState, type RunnerState } from './runner-state.js';

/** Where a runner begins. */
export interface StartPoint {
  readonly plans: readonly ShardPlan[];
  /** What it goes on with; undefined: a fresh engine. */
  readonly restored: RunnerState | undefined;
  /** The session that a fresh engine begins with; undefined: that of the first event. */
  readonly session: EngineSession | undefined;
}

/** What finding it needs. */
export interface StartParts {
  readonly gold: Pick<EngineGold, 'restored' | 'lastTickNs'>;
  readonly logs: readonly ShardSource[];
  readonly lake: LakeFiles;
  readonly inputs: EngineInputs;
  readonly sessions: KnownSessions;
  readonly clock: Pick<Clock, 'nowNs'>;
  /** Under this name logs keep what is not read. */
  readonly reader: string;
  readonly logger: Logger;
}

/** Attempts to fix where Bronze ends while both Bronze and the log move on. */
const TRIES = 5;

/**
 * Where a runner goes on: behind the last commit's inputs in its state; or, where there is none, or where it
 * came of messages that the logs have lost since, or where retention deleted what follows it, from the start of a
 * session: that of the last instant stored, else (or where rows since then are deleted) of the newest event that
 * Bronze stores, else of the logs' first.
 */
export async function findStart(parts: StartParts): Promise<StartPoint> {
  const { gold, logger } = parts;
  const state = gold.restored === undefined ? undefined : decodeRunnerState(gold.restored.state);
  if (state?.engine !== undefined) {
    const found = await planAll(parts, state.inputs);
    const gone = found.lost === undefined ? await retiredFile(parts, found.plans) : undefined;
    if (found.lost === undefined && gone === undefined) {
      return { plans: found.plans, restored: state, session: undefined };
    }
    if (gone === undefined) {
      logger.warn('the stored state came of messages that are lost: the session begins anew', {
        problem: found.lost,
      });
    } else {
      logger.warn('retention deleted rows that follow the stored state: a session begins anew', {
        file: gone,
      });
    }
  }
  const session = await freshSession(parts);
  const { plans, lost } = await planAll(parts, []);
  if (lost !== undefined) {
    throw new ReplayError('LINEAGE_CHANGED', lost);
  }
  return { plans, restored: undefined, session };
}

/** A file that plans ask for and that retention deleted. */
async function retiredFile(
  { lake, inputs }: StartParts,
  plans: readonly ShardPlan[],
): Promise<string | undefined> {
  const [gone] = await lake.retired(selectionOf(plans, inputs));
  return gone?.file.key;
}

interface Plans {
  readonly plans: readonly ShardPlan[];
  readonly lost: string | undefined;
}

/** Plans of all logs, which keep from now on what they ask for. */
async function planAll(
  { logs, lake, reader, logger }: StartParts,
  reached: readonly ReachedPosition[],
): Promise<Plans> {
  const plans: ShardPlan[] = [];
  for (const { shard, log } of logs) {
    const readFold = async () => (await lake.folds()).get(shard);
    const from = reached.find((each) => each.shard === shard);
    for (let tries = 1; ; tries += 1) {
      const { plan, lost } = await planShard({ shard, log, readFold }, from);
      if (plan === undefined) {
        return { plans: [], lost };
      }
      if (await keepBehind(log, reader, plan.liveFrom - 1n)) {
        plans.push(plan);
        if (plan.missing !== undefined) {
          logger.warn('messages are neither in Bronze nor in the log', { shard, ...plan.missing });
        }
        break;
      }
      if (tries === TRIES) {
        throw new ReplayError(
          'LOG_BEHIND',
          `shard ${shard}: expected message ${plan.liveFrom} to be kept, was let go of again and again`,
        );
      }
    }
  }
  return { plans, lost: undefined };
}

/** The session that a fresh engine begins with; undefined leaves it to the first row. */
async function freshSession(parts: StartParts): Promise<EngineSession | undefined> {
  const { gold, lake, inputs, sessions, logger } = parts;
  const { lastTickNs } = gold;
  if (lastTickNs === undefined) {
    return newestSession(parts);
  }
  const last = sessions.atOrAfter(lastTickNs);
  const [gone] = last === undefined ? [] : await lake.retired({ ...inputs, startNs: last.startNs });
  if (gone === undefined) {
    return last;
  }
  logger.warn('retention deleted rows since the last instant stored: the newest session begins', {
    file: gone.file.key,
    session: last?.date,
  });
  return newestSession(parts);
}

/** The session of the newest event in Bronze whose time can be believed. */
async function newestSession({
  lake,
  inputs,
  sessions,
  clock,
  logger,
}: StartParts): Promise<EngineSession | undefined> {
  const limitNs = believedToNs(clock, undefined);
  const ahead: string[] = [];
  let newestNs: bigint | undefined;
  for (const { file } of await lake.select(inputs)) {
    const { key, max_ts: last } = file;
    if (last !== null && last > limitNs) {
      ahead.push(key);
    } else if (last !== null && (newestNs === undefined || last > newestNs)) {
      newestNs = last;
    }
  }
  if (ahead.length > 0) {
    const [first] = ahead;
    logger.warn('files hold rows of a time to come: they say nothing of the session to begin', {
      files: ahead.length,
      first,
    });
  }
  return newestNs === undefined ? undefined : sessions.atOrAfter(newestNs);
}
