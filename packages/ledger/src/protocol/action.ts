import type { CommitEntry, Derivation, IntendedFile, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, CloseReason, SourceState, StagedFile } from '../batch.js';
import type { LedgerError } from '../errors.js';
import type { FileContent } from '../session/session-options.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { LoggedEntry } from '../state/apply-entry.js';
import type { Agreement } from './agreement.js';

/** A range whose intent has no commit: its files may be published in part. */
export interface UnfinishedBatch {
  readonly from: bigint;
  readonly to: bigint;
  readonly epoch: number;
  /** The incarnation of the log that holds the range: another one's messages are not its. */
  readonly created: string;
  readonly events: number;
  readonly messages: number;
  readonly decodeFingerprint: string;
  readonly files: readonly IntendedFile[];
  /** What the rows were derived from, where they were computed: the rebuilt batch says the same. */
  readonly derivation?: Derivation | undefined;
  /** What the rebuilt batch has to say as its `closeReason`. */
  readonly closeReason: Extract<CloseReason, 'recovery'>;
  /**
   * Positions (`_pos`) that are in the lake already: the rebuilt batch reads all messages and leaves
   * these events out, of its files, rows, dead letters and events. Undefined: none.
   */
  readonly exclude?: ReadonlySet<bigint> | undefined;
  /** The fence that file names end in (`-r<fence>`); undefined: the ordinary names. */
  readonly recoveryFence?: number | undefined;
}

/** What a writer wants done next. The shell does it and tells the outcome as an `Observation`. */
export type Action =
  /** → `entries` */
  | { readonly kind: 'read-entries'; readonly after: number }
  /** → `source` */
  /** The log's state, and how far it holds what is stored (`findAgreement`). */
  | { readonly kind: 'observe-source'; readonly ledger: LedgerState }
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
  /** Open the files under these names, and read what they hold. → `examined` */
  | { readonly kind: 'examine'; readonly keys: readonly string[] }
  /** Create a file without rows under each of these names. → `closed` */
  | { readonly kind: 'close'; readonly keys: readonly string[] }
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

/** A file of the lake, opened and read. */
export interface ExaminedFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly content: FileContent;
}

/** What came of an action. */
export type Observation =
  | { readonly kind: 'entries'; readonly entries: readonly LoggedEntry[] }
  | {
      readonly kind: 'source';
      readonly source: SourceState;
      readonly agreement: Agreement | undefined;
    }
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
  /** In the order of the names; undefined where there is none. */
  | { readonly kind: 'examined'; readonly found: readonly (ExaminedFile | undefined)[] }
  /** In the order of the names. */
  | { readonly kind: 'closed'; readonly results: readonly CreateResult[] }
  | { readonly kind: 'batch'; readonly batch: BuiltBatch };
