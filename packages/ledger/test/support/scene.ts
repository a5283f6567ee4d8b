import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStore, type ObjectStore } from '@assay/storage';
import { onTestFinished } from 'vitest';
import type { BuiltBatch, SourceState, StagedFile } from '../../src/batch.js';
import type { CommitSessionOptions } from '../../src/session/session-options.js';

/** A lake in a temporary folder, and batches whose files are real. */
export interface Scene {
  readonly store: ObjectStore;
  readonly tier: 'bronze';
  readonly shard: string;
  /** Where its files are staged. */
  readonly folder: string;
  /** The batch of messages `[from, to]`, one row each, in one file. */
  batch(from: number, to: number, more?: Partial<BuiltBatch>): Promise<BuiltBatch>;
  /** A finished file with one row a message, as release `encoder` writes it. */
  file(from: number, to: number, encoder?: string): Promise<StagedFile>;
  /** Options of a session of its own writer. */
  options(more?: Partial<CommitSessionOptions>): CommitSessionOptions;
}

export const SOURCE: SourceState = {
  stream: 'market',
  created: 'once',
  firstSequence: 1n,
  lastSequence: 1_000n,
};

export async function createScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const store = createLocalStore({ root: join(folder, 'lake') });
  const place = { store, tier: 'bronze', shard: 'market' } as const;
  let writers = 0;

  const file: Scene['file'] = async (from, to, encoder = 'a') => {
    const path = join(folder, `${encoder}-${from}-${to}`);
    const bytes = Buffer.from(`${encoder}: rows of ${from} to ${to}`);
    await writeFile(path, bytes);
    return {
      key: `bronze/model/${from}-${to}.parquet`,
      kind: 'rows',
      dataset: 'model.v1',
      partition: 'symbol=X',
      rows: to - from + 1,
      bytes: bytes.length,
      sha256: sha256(bytes),
      positionDigest: sha256(`${from}-${to}`),
      minTsEventNs: BigInt(from),
      maxTsEventNs: BigInt(to),
      path,
    };
  };
  const batch: Scene['batch'] = async (from, to, more = {}) => ({
    from: BigInt(from),
    to: BigInt(to),
    delivered: to - from + 1,
    events: to - from + 1,
    rows: to - from + 1,
    deadLetters: 0,
    gaps: [],
    files: [await file(from, to)],
    closeReason: 'events',
    last: { sequence: BigInt(to), sha256: sha256(`message ${to}`) },
    runs: [],
    decodeFingerprint: 'd1',
    configFingerprint: 'c1',
    ...more,
  });
  const options: Scene['options'] = (more = {}) => {
    writers += 1;
    return {
      ...place,
      writer: `writer-${writers}`,
      log: async () => SOURCE,
      rebuild: ({ from, to }) => batch(Number(from), Number(to), { closeReason: 'recovery' }),
      clock: {
        nowNs: () => 0n,
        monotonicMs: () => 0,
        sleep: async () => undefined,
        schedule: () => () => undefined,
      },
      ...more,
    };
  };
  return { ...place, folder, batch, file, options };
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A failpoint that throws at `name`, as a crash between two steps would. */
export function stopAt(name: string): (passing: string) => void {
  return (passing) => {
    if (passing === name) {
      throw new Error(`stopped at ${name}`);
    }
  };
}
