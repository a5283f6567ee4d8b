import type { FileRecord, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, SourceState } from '../batch.js';
import type { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';

/** Where a writer stands in the protocol: what it waits for, and what it has done so far. */
export type Step =
  /** For the entries after its head. `fence` is the one it saw when it began. */
  | { readonly at: 'reading'; readonly fence: number | undefined }
  /** For the event log's state. */
  | { readonly at: 'observing' }
  /** For the outcome of creating `entry`; an intent's batch waits with it. */
  | { readonly at: 'creating'; readonly entry: LedgerEntry; readonly batch?: BuiltBatch }
  /** For what is stored at `entry`'s number, because it is not the writer's own for certain. */
  | { readonly at: 'checking'; readonly entry: LedgerEntry; readonly batch?: BuiltBatch }
  /** For the files of an unfinished intent, built anew. */
  | { readonly at: 'rebuilding' }
  /** For the outcome of publishing (or of looking at) the files that are not `stored` yet. */
  | ({ readonly at: 'publishing' | 'inspecting' } & Publication)
  /** For the entry after its head: is what contradicts it a successor's doing? If not, it is `error`. */
  | { readonly at: 'suspecting'; readonly error: LedgerError }
  /** For the next batch. */
  | { readonly at: 'ready' }
  /** For nothing: this writer has come to an end. */
  | { readonly at: 'stopped' };

/** How far the files of the open intent are in the lake. */
export interface Publication {
  readonly batch: BuiltBatch;
  /** The files of the batch that are known to be in the lake, as they really are there. */
  readonly stored: readonly FileRecord[];
}

/** All that a writer remembers between two decisions. Immutable. */
export interface WriterMemory {
  /** Random identity of this writer: never used by another one, nor by this process's next session. */
  readonly writer: string;
  /** The fold of the entries it has read or made. */
  readonly ledger: LedgerState;
  /** The event log when it was last asked, which was after the entries up to the claim were read. */
  readonly source: SourceState | undefined;
  readonly step: Step;
}
