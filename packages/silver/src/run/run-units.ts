import { openQuerySession, type QuerySession } from '@assay/query';
import { createStaging } from '@assay/storage';
import type { HourFailure, HourResult } from '../hour-result.js';
import type { PlannedUnit } from '../plan/plan-date.js';
import type { Wish } from '../plan/plan-unit.js';
import { compactUnit } from './compact-unit.js';
import type { CompactorParts } from './compactor-parts.js';
import { engineShares, type EngineShare } from './engine-shares.js';
import { nameOfUnit } from './result-of.js';

/** What is told of every unit, and what may end the work between two. */
export interface RunOptions {
  readonly onResult: (result: HourResult) => void;
  readonly onFailure: (failure: HourFailure) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Compacts units side by side, each lane with an engine of its own: all engines together have the
 * compactor's threads and memory. What fails in one unit keeps no other from being done.
 */
export async function runUnits(
  parts: CompactorParts,
  units: readonly PlannedUnit[],
  wish: Wish,
  options: RunOptions,
): Promise<void> {
  const waiting = units.values();
  const lane = (share: EngineShare) =>
    withEngine(parts, share, async (session) => {
      for (const planned of waiting) {
        if (options.signal?.aborted === true) {
          return;
        }
        try {
          options.onResult(await compactUnit(parts, session, planned, wish));
        } catch (error) {
          options.onFailure({ ...nameOfUnit(planned.unit), error });
        }
      }
    });
  const ended = await Promise.allSettled(engineShares(parts, units.length).map(lane));
  const rejected = ended.find(({ status }) => status === 'rejected');
  if (rejected?.status === 'rejected') {
    throw rejected.reason;
  }
}

/** Every engine spills into a folder of its own: engines take no care of one another's files. */
async function withEngine(
  parts: CompactorParts,
  share: EngineShare,
  work: (session: QuerySession) => Promise<void>,
): Promise<void> {
  const spill = createStaging({ folder: parts.stagingFolder, owner: 'silver-spill' });
  const session = await openQuerySession({
    ...share,
    spillFolder: spill.folder,
  });
  try {
    await work(session);
  } finally {
    session.close();
    await spill.close();
  }
}
