import type { CommitEntry, IntendedFile, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, CloseReason, SourceState, StagedFile } from '../batch.js';
import type { LedgerError } from '../errors.js';
import type { LoggedEntry } from '../state/apply-entry.js';

/** A range whose intent has no commit: its files may be published in part. */
export interface UnfinishedBatch {
  readonly from: bigint;
  readonly to: bigint;
  readonly epoch: number;
  readonly events: number;
  readonly messages: number;
  readonly decodeFingerprint: string;
  readonly files: readonly IntendedFile[];
  /** What the rebuilt batch has to say as its `closeReason`. */
  readonly closeReason: Extract<CloseReason, 'recovery'>;
}

/** What a writer wants done next. The shell does it and tells the outcome as an `Observation`. */
export type Action =
  /** → `entries` */
  | { readonly kind: 'read-entries'; readonly after: number }
  /** → `source` */
  | { readonly kind: 'observe-source' }
  /** → `created`, `exists` or `undecided` */
  | { readonly kind: 'create-entry'; readonly entry: LedgerEntry }
  /** → `entry`. `own`: the entry that may be the writer's. */
  | { readonly kind: 'read-entry'; readonly number: number; readonly own: LedgerEntry | undefined }
  /** → `batch` */
  | { readonly kind: 'rebuild'; readonly unfinished: UnfinishedBatch }
  /** Side by side: they may land in any order. → `published` */
  | { readonly kind: 'publish'; readonly files: readonly StagedFile[] }
  /** → `files` */
  | { readonly kind: 'inspect'; readonly files: readonly AnnouncedFile[] }
  /** → `batch`, when the caller has one. `committed`: what the last batch became. */
  | { readonly kind: 'await-batch'; readonly committed: CommitEntry | undefined }
  /** The batch is refused and nothing was written. → `batch` */
  | { readonly kind: 'refuse-batch'; readonly error: LedgerError }
  /** The writer has come to an end. */
  | { readonly kind: 'stop'; readonly error: LedgerError };

/** A file built now, and what the open intent says of it. */
export interface AnnouncedFile {
  readonly file: StagedFile;
  readonly intended: IntendedFile;
}

/** What came of creating an object; `undecided`: nobody knows yet. */
export type CreateResult = 'created' | 'exists' | 'undecided';

/** A file of the lake, looked at. */
export interface FoundFile {
  readonly bytes: number;
  readonly sha256: string;
  /** Known where the file was opened because its bytes were none that the writer knows. */
  readonly content?: { readonly rows: number; readonly positionDigest: string } | undefined;
}

/** What came of an action. */
export type Observation =
  | { readonly kind: 'entries'; readonly entries: readonly LoggedEntry[] }
  | { readonly kind: 'source'; readonly source: SourceState }
  /** `sha256` of what was created. */
  | { readonly kind: 'created'; readonly sha256: string }
  | { readonly kind: 'exists' }
  | { readonly kind: 'undecided' }
  /** `own`: byte for byte the entry that the writer tried to create. */
  | { readonly kind: 'entry'; readonly found: LoggedEntry | undefined; readonly own: boolean }
  /** In the order of the files that were to be published. */
  | { readonly kind: 'published'; readonly results: readonly CreateResult[] }
  /** In the order of the files that were asked about; undefined where there is none. */
  | { readonly kind: 'files'; readonly found: readonly (FoundFile | undefined)[] }
  | { readonly kind: 'batch'; readonly batch: BuiltBatch };
