import {
  createDeadLetterReader,
  replayLetters,
  type ReplayRequest,
  type ReplaySummary,
  type ReplayTarget,
} from '@assay/bronze';
import type { ObjectStore } from '@assay/storage';

/** Which letters a client wants brought in again. */
export type WantedReplay = Pick<
  ReplayRequest,
  'filter' | 'ids' | 'subject' | 'evenIfRefused' | 'dryRun' | 'signal' | 'onOutcome'
>;

/** How a replay went, and whether what it sent is stored by now. */
export interface DoneReplay extends ReplaySummary {
  readonly stored: boolean;
}

/** Brings dead letters of the service's lake back into its log, one replay after another. */
export type Replays = (wanted: WantedReplay) => Promise<DoneReplay>;

/** @param stores whether what is in the log is stored once the target has settled */
export function createReplays(parts: {
  readonly store: ObjectStore;
  readonly target: ReplayTarget;
  readonly stores: boolean;
}): Replays {
  const { store, target, stores } = parts;
  let queue: Promise<unknown> = Promise.resolve();

  async function replay(wanted: WantedReplay): Promise<DoneReplay> {
    const letters = createDeadLetterReader({ store });
    try {
      const summary = await replayLetters({ ...wanted, letters, target });
      if (stores && wanted.dryRun !== true) {
        await target.settle();
      }
      return { ...summary, stored: stores };
    } finally {
      await letters.close();
    }
  }

  return (wanted) => {
    const result = queue.then(() => replay(wanted));
    // Two at once could both find a letter open; the client hears of a failure itself.
    queue = result.catch(() => undefined);
    return result;
  };
}
