/** What a listing tells of one object. `key` is `/`-separated, without a leading slash. */
export interface ObjectInfo {
  readonly key: string;
  readonly bytes: number;
  /** Changes with the object's bytes. `head` always tells it, listings do not. */
  readonly tag?: string;
}

/** What `head` tells of an object. */
export interface ObjectHead extends ObjectInfo {
  readonly tag: string;
}

/** The bytes of a new object: in memory, or an already finished file (staged by `Staging`). */
export type ObjectSource = { readonly bytes: Uint8Array } | { readonly file: string };

/** `exists`: someone was first, and nothing was written. */
export type CreateOutcome = 'created' | 'exists';

/** `changed`: the object is not the one that was looked at (any more), and nothing was written. */
export type ReplaceOutcome = 'replaced' | 'changed';

/** A local copy of one object, for engines that read files. `release` gives it back. */
export interface LocalCopy {
  readonly path: string;
  release(): Promise<void>;
}

/** A local file whose bytes never change until `release`, whatever becomes of the object. */
export interface ObjectSnapshot extends LocalCopy {
  readonly bytes: number;
  /** The object's tag, as `head` told it at that moment. */
  readonly tag: string;
  /** Of the file's bytes as lower-case hex, where this store has compared them with it. */
  readonly sha256?: string;
}

/**
 * Where a lake's objects live. Local disk now, S3 as one more adapter.
 *
 * Guarantees every adapter gives:
 * - an object is seen whole or not at all, and once `createIfAbsent` or `replace` resolved it
 *   survives a power loss;
 * - `createIfAbsent` is atomic over all processes: of many callers exactly one gets `created`;
 * - an operation that fails rejects with a `StorageError`; where it cannot be known whether a
 *   create took effect, its code is `UNDECIDED` and the caller reads back.
 */
export interface ObjectStore {
  /** The root as a person would write it: a folder, or `s3://bucket/prefix`. */
  readonly root: string;
  createIfAbsent(key: string, source: ObjectSource): Promise<CreateOutcome>;
  /**
   * Puts the object whether or not it exists, in one atomic step. Never used for data files or log
   * entries: only for advisory records (leases, checkpoints).
   */
  replace(key: string, source: ObjectSource): Promise<void>;
  /**
   * Puts the object only if it is still the one that `head` told this `tag` of; `undefined`: only if
   * there is none. Atomic over all processes that use it: of many callers with one tag exactly one gets
   * `replaced` (unless they put the bytes that are there). An object that is replaced so is replaced
   * and removed in no other way meanwhile.
   */
  replaceIfSame(
    key: string,
    source: ObjectSource,
    tag: string | undefined,
  ): Promise<ReplaceOutcome>;
  /** The whole object. Rejects with `NOT_FOUND` when there is none. */
  read(key: string): Promise<Uint8Array>;
  /** Bytes `[start, end)` of the object. */
  readRange(key: string, start: number, end: number): Promise<Uint8Array>;
  /** Undefined when there is no such object. */
  head(key: string): Promise<ObjectHead | undefined>;
  /**
   * Every object whose key starts with `prefix` and is greater than `after`, ordered by the UTF-8
   * bytes of the key.
   */
  list(prefix: string, options?: { readonly after?: string }): AsyncIterable<ObjectInfo>;
  /** Removing what does not exist is no error. */
  remove(key: string): Promise<void>;
  /** A file on this machine with the object's bytes; on local disk the object's own file. */
  localCopy(key: string): Promise<LocalCopy>;
  /**
   * The object's bytes of now as a file on this machine, which is no other's and never changes. Who takes
   * one opens it soon and releases it; where somebody removes the folder it lies in, opening fails.
   */
  snapshot(key: string): Promise<ObjectSnapshot>;
}
