import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { StorageError, type ObjectStore, type Staging } from '@assay/storage';
import type { Clock, Failpoint } from '@assay/telemetry';
import { BronzeError } from '../errors.js';
import type { CopyProblem } from './copy-problem.js';
import { chunksOf, digestOf } from './read-object.js';

/** Between which lakes objects are copied. */
export interface CopyParts {
  readonly from: ObjectStore;
  readonly to: ObjectStore;
  /** Where an object is built before it appears at the destination. */
  readonly staging: Staging;
  readonly clock: Clock;
  readonly failpoint: Failpoint;
}

/** An object and the bytes that it must hold. */
export interface ExpectedObject {
  readonly key: string;
  readonly sha256: string;
}

/** `present`: it was at the destination already, and reads back as it should. */
export type CopyOutcome =
  | { readonly kind: 'copied' | 'present'; readonly bytes: number }
  | { readonly kind: 'problem'; readonly problem: CopyProblem };

/** Creates in a row of which the store may not say whether they took effect. */
const MAX_UNDECIDED = 8;
const FIRST_PAUSE_MS = 50;

/**
 * Copies one object that never changes. Its digest is taken of what was read, before anything appears
 * at the destination, and again of what reads back from there. An object that is there already stays
 * as it is: equal, or a problem.
 */
export async function copyObject(parts: CopyParts, object: ExpectedObject): Promise<CopyOutcome> {
  const { from, to, staging } = parts;
  const { key, sha256: expected } = object;
  const there = await digestOf(to, key);
  if (there !== undefined) {
    return judged(to, object, there, 'present');
  }
  const info = await from.head(key);
  if (info === undefined) {
    return missing(from, object);
  }
  const path = await staging.path('object');
  try {
    const read = await stage(from, key, info.bytes, path);
    if (read !== expected) {
      return different(from, object, read);
    }
    await createSurely(parts, key, path);
  } catch (error) {
    // Gone between two looks: archived or retired by another process, which its log then says.
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return missing(from, object);
    }
    throw error;
  } finally {
    await staging.discard(path);
  }
  const arrived = await digestOf(to, key);
  return arrived === undefined ? missing(to, object) : judged(to, object, arrived, 'copied');
}

/** Writes an object's bytes to a new file; gives their SHA-256. */
export async function stage(
  from: ObjectStore,
  key: string,
  bytes: number,
  path: string,
): Promise<string> {
  const hash = createHash('sha256');
  try {
    const file = await open(path, 'wx');
    try {
      for await (const chunk of chunksOf(from, key, bytes)) {
        hash.update(chunk);
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (!(cause instanceof Error) || !('syscall' in cause)) {
      throw cause;
    }
    throw new BronzeError(
      'STAGING',
      `copying ${key}: expected to write ${path}, was refused: ${cause.message}: ` +
        'mend what it names, then run this again: it goes on',
      { cause, retryable: true },
    );
  }
  return hash.digest('hex');
}

/** What is there in the end is read back by the caller, whoever created it. */
async function createSurely({ to, clock }: CopyParts, key: string, file: string): Promise<void> {
  for (let tries = 1, pauseMs = FIRST_PAUSE_MS; ; tries += 1, pauseMs *= 2) {
    try {
      await to.createIfAbsent(key, { file });
      return;
    } catch (error) {
      const undecided = error instanceof StorageError && error.code === 'UNDECIDED';
      if (!undecided || tries === MAX_UNDECIDED) {
        throw error;
      }
    }
    await clock.sleep(pauseMs);
  }
}

function judged(
  { root: place }: ObjectStore,
  { key, sha256: expected }: ExpectedObject,
  { bytes, sha256: found }: { readonly bytes: number; readonly sha256: string },
  kind: 'copied' | 'present',
): CopyOutcome {
  return found === expected
    ? { kind, bytes }
    : { kind: 'problem', problem: { key, place, problem: 'different', expected, found } };
}

function different(store: ObjectStore, object: ExpectedObject, found: string): CopyOutcome {
  return judged(store, object, { bytes: 0, sha256: found }, 'copied');
}

function missing(
  { root: place }: ObjectStore,
  { key, sha256: expected }: ExpectedObject,
): CopyOutcome {
  const problem: CopyProblem = { key, place, problem: 'missing', expected, found: undefined };
  return { kind: 'problem', problem };
}
