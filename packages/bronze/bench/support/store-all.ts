import type { EventLog } from '@assay/bus';
import type { ObjectStore } from '@assay/storage';
import { createBronzeWriter } from '../../src/index.js';
import type { BatchLimits } from '../../src/index.js';

/** What storing a whole log took. */
export interface Stored {
  readonly seconds: number;
  readonly files: number;
  readonly rows: number;
  readonly batches: number;
}

/** How to store. */
export interface StoreRequest {
  readonly log: EventLog;
  readonly store: ObjectStore;
  readonly shard: string;
  readonly stagingFolder: string;
  readonly limits: Partial<BatchLimits>;
  /** The log's last sequence. */
  readonly last: number;
  readonly onBatch?: (storedTo: number) => void;
}

/** Stores everything, from the moment at which the shard is claimed to the last commit. */
export async function storeAll(request: StoreRequest): Promise<Stored> {
  const { last, onBatch, ...options } = request;
  let allCommitted: () => void = () => undefined;
  const committed = new Promise<void>((resolve) => (allCommitted = resolve));
  const total = { files: 0, rows: 0, batches: 0 };
  const writer = createBronzeWriter({
    ...options,
    onCommit: ({ seq_to: to, files, rows }) => {
      total.files += files.length;
      total.rows += rows;
      total.batches += 1;
      onBatch?.(Number(to));
      if (Number(to) >= last) allCommitted();
    },
  });
  await writer.start();
  const started = performance.now();
  await Promise.race([committed, writer.done]);
  const seconds = (performance.now() - started) / 1_000;
  await writer.stop();
  return { seconds, ...total };
}
