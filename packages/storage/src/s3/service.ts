import type { Payload } from './payload.js';

/** What is written beside an object, to know it again. */
export interface Identity {
  /** Of the object's bytes, as lower-case hex. */
  readonly sha256: string;
  /** Names the one create or replace that wrote it: random, and never used twice. */
  readonly attempt: string;
}

/** What S3 tells of an object. */
export interface StoredObject {
  readonly bytes: number;
  /** Changes with the bytes. */
  readonly etag: string;
  /** Of its bytes, where the writer said so. */
  readonly sha256: string | undefined;
  /** Who wrote it, where it was one of us. */
  readonly attempt: string | undefined;
}

/**
 * What must hold for a write to take effect: nobody has the key (`absent`), or the object that has it
 * bears this tag.
 */
export type WriteCondition = 'absent' | { readonly tag: string };

/** A part that was uploaded. */
export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** One page of a listing. */
export interface ListPage {
  readonly objects: readonly { readonly key: string; readonly bytes: number }[];
  /** Where the next page starts; undefined on the last. */
  readonly next: string | undefined;
}

/**
 * The requests that a lake makes of one bucket, each sent once. They fail with `S3Failure`. Keys are
 * whole: with the lake's prefix.
 */
export interface S3Service {
  /**
   * Fails as `taken` when the condition does not hold, and as `absent` when an object should bear a tag
   * and there is none.
   */
  put(
    key: string,
    payload: Payload,
    identity: Identity,
    condition: WriteCondition | undefined,
  ): Promise<void>;
  head(key: string): Promise<StoredObject>;
  /** All of the object, or its bytes `[start, end)`, of which there is at least one. */
  get(
    key: string,
    range?: { readonly start: number; readonly end: number },
  ): Promise<{ readonly bytes: Uint8Array; readonly object: StoredObject }>;
  list(prefix: string, after: string, page: string | undefined): Promise<ListPage>;
  remove(key: string): Promise<void>;
  /** The upload's id. */
  startUpload(key: string, identity: Identity): Promise<string>;
  uploadPart(key: string, upload: string, number: number, bytes: Uint8Array): Promise<UploadedPart>;
  /** Fails as `put` does; the parts then stay until the upload is aborted. */
  completeUpload(
    key: string,
    upload: string,
    parts: readonly UploadedPart[],
    condition: WriteCondition,
  ): Promise<void>;
  abortUpload(key: string, upload: string): Promise<void>;
}
