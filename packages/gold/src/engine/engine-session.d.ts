import { type BuiltBatch, type CommitSession, type StagedFile } from '@assay/ledger';
import type { Staging } from '@assay/storage';
import type { EngineGoldOptions } from './engine-gold.js';
import type { StateObject } from './state-object.js';
import type { StateStore } from './state-store.js';
/**
 * Claims an engine's shard. Its log is the sequence of instants that have rows, which the engine holds
 * alone: it is whatever the commit log says it is, and its incarnation is the engine's fingerprint. A batch
 * that another fingerprint left unfinished is finished first, as that one's.
 */
export declare function openEngineSession(
  options: EngineGoldOptions,
  staging: Staging,
  states: StateStore,
): Promise<CommitSession>;
/** What the ledger is told of a batch, but for its derivation. */
export declare function builtBatch(
  { limits, fingerprint }: Pick<EngineGoldOptions, 'limits' | 'fingerprint'>,
  { from, to, rows, lastSha256 }: Omit<StateObject, 'state' | 'files'>,
  files: readonly StagedFile[],
  closeReason: BuiltBatch['closeReason'],
): BuiltBatch;
//# sourceMappingURL=engine-session.d.ts.map
