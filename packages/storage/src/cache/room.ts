import type { Metrics } from '@assay/telemetry';
import type { Staging } from '../staging/staging.js';
import { evict } from './evict.js';

/** Other processes fill the folder too: it is looked at anew whenever this share of it was fetched. */
const UNSEEN_SHARE = 16;

/** Keeps a folder of copies within its bounds. */
export interface Room {
  /** Makes room for a copy that is about to be fetched. */
  make(bytes: number): Promise<void>;
}

/** The copies in `folder`, whose readers hold links below `leases`. */
export function createRoom(options: {
  readonly folder: string;
  readonly maxBytes: number;
  readonly leases: Staging;
  readonly metrics: Metrics;
}): Room {
  const { folder, maxBytes, leases, metrics } = options;
  const evicted = metrics.counter({
    name: 'assay_storage_copies_evicted_total',
    help: 'Local copies of objects that were removed to make room.',
  });
  const size = metrics.gauge({
    name: 'assay_storage_copies_bytes',
    help: 'Bytes of local copies of objects when they were last counted, by all processes.',
  });
  let counted: number | undefined;
  let fetchedSince = 0;

  return {
    make: async (bytes) => {
      const full = counted === undefined || counted + fetchedSince + bytes > maxBytes;
      if (full || fetchedSince > maxBytes / UNSEEN_SHARE) {
        // What killed processes held would count as in use for ever.
        await leases.clear();
        const { keptBytes, removedFiles } = await evict(folder, Math.max(0, maxBytes - bytes));
        evicted.add(removedFiles);
        size.set(keptBytes);
        counted = keptBytes;
        fetchedSince = 0;
      }
      fetchedSince += bytes;
    },
  };
}
