import type { FileRecord, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, SourceState } from '../batch.js';
import type { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { Agreement } from './agreement.js';

/** Where a writer stands in the protocol: what it waits for, and what it has done so far. */
export type Step =
  /** For the entries after its head. `fence` is the one it saw when it began. */
  | { readonly at: 'reading'; readonly fence: number | undefined }
  /** For the event log's state. */
  | { readonly at: 'observing' }
  /** For the event log's state once more, before the first batch of an epoch is announced. */
  | { readonly at: 'guarding'; readonly batch: BuiltBatch }
  /** For the outcome of creating `entry`; an intent's batch waits with it. */
  | { readonly at: 'creating'; readonly entry: LedgerEntry; readonly batch?: BuiltBatch }
  /** For what is stored at `entry`'s number, because it is not the writer's own for certain. */
  | { readonly at: 'checking'; readonly entry: LedgerEntry; readonly batch?: BuiltBatch }
  /** For what the adopted files of the open intent hold. */
  | { readonly at: 'reviewing' }
  /** For the files of the open intent, built anew as they were announced. */
  | { readonly at: 'rebuilding'; readonly kept: KeptFiles }
  /** For what is under each name of the open intent, because it cannot be finished as announced. */
  | { readonly at: 'surveying' }
  /** For the outcome of closing the names that nothing is under. */
  | { readonly at: 'closing' }
  /** For the rest of the open intent, built beside the files that stay. */
  | { readonly at: 'completing'; readonly kept: KeptFiles }
  /** For the outcome of publishing (or of looking at) the files that are not `stored` yet. */
  | ({ readonly at: 'publishing' | 'inspecting' } & Publication)
  /** For the entry after its head: is what contradicts it a successor's doing? If not, `then`. */
  | { readonly at: 'suspecting'; readonly then: LedgerError | 'survey' }
  /** For the next batch. */
  | { readonly at: 'ready' }
  /** For nothing: this writer has come to an end. */
  | { readonly at: 'stopped' };

/** Files of an unfinished batch that stay as they are. */
export interface KeptFiles {
  readonly adopted: readonly FileRecord[];
  /** Every `_pos` that they hold. */
  readonly positions: ReadonlySet<bigint>;
  /** Names that hold a file without rows. */
  readonly closed: readonly string[];
}

export const NOTHING_KEPT: KeptFiles = { adopted: [], positions: new Set(), closed: [] };

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
  /** How far it held what was stored then. */
  readonly agreement: Agreement | undefined;
  /** Whether it has come so far as to take batches: what the log was before is settled. */
  readonly isOpen: boolean;
  readonly step: Step;
}
