import { StorageError } from './errors.js';

/** Longest key, in UTF-8 bytes: what S3 takes, so that every local lake can move there. */
export const MAX_KEY_BYTES = 1024;
/** Longest part between two `/`, in UTF-8 bytes: what a file name holds. */
export const MAX_PART_BYTES = 255;
/**
 * Keys below this belong to the stores themselves: half-written files live there. They are refused
 * as keys and never listed.
 */
export const STAGING_PREFIX = '_lake/staging/';

const CONTROL = /\p{Cc}/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Why `key` is not an object key, as "expected …, was …"; undefined when it is one. `\` is refused
 * because it separates folders on Windows, control characters because listings of S3 cannot carry
 * them: a key is valid everywhere or nowhere.
 */
export function keyProblem(key: string): string | undefined {
  if (key === '') {
    return 'expected at least one character, was empty';
  }
  const bytes = Buffer.byteLength(key, 'utf8');
  if (bytes > MAX_KEY_BYTES) {
    return `expected at most ${MAX_KEY_BYTES} bytes, was ${bytes}`;
  }
  if (`${key}/`.startsWith(STAGING_PREFIX)) {
    return `expected a key outside ${STAGING_PREFIX}, which holds unfinished files`;
  }
  return characterProblem(key) ?? firstOf(key.split('/'), partProblem);
}

/** As `keyProblem`, for the start of a key: its last part may be unfinished, or empty. */
export function prefixProblem(prefix: string): string | undefined {
  const folders = prefix.split('/').slice(0, -1);
  return characterProblem(prefix) ?? firstOf(folders, partProblem);
}

/** Throws `BAD_KEY` when `key` is not an object key. */
export function assertKey(key: string): void {
  refuse(key, 'key', keyProblem(key));
}

/** Throws `BAD_KEY` when no object key can start with `prefix`. */
export function assertPrefix(prefix: string): void {
  refuse(prefix, 'prefix', prefixProblem(prefix));
}

/**
 * Negative, zero or positive as `left` sorts before, with or after `right` by their UTF-8 bytes.
 */
export function compareKeys(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = byteRank(left.charCodeAt(index)) - byteRank(right.charCodeAt(index));
    if (difference !== 0) {
      return difference;
    }
  }
  return left.length - right.length;
}

/** UTF-16 puts surrogates (characters from U+10000 on) before U+E000; UTF-8 puts them last. */
function byteRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function partProblem(part: string): string | undefined {
  if (part === '') {
    return 'expected no empty part (a leading, trailing or double "/")';
  }
  if (part === '.' || part === '..') {
    return `expected names between the "/", was "${part}"`;
  }
  const bytes = Buffer.byteLength(part, 'utf8');
  return bytes > MAX_PART_BYTES
    ? `expected parts of at most ${MAX_PART_BYTES} bytes, was ${bytes}`
    : undefined;
}

function characterProblem(key: string): string | undefined {
  if (key.includes('\\')) {
    return 'expected "/" between parts, was "\\"';
  }
  if (CONTROL.test(key)) {
    return 'expected no control characters, was at least one';
  }
  return LONE_SURROGATE.test(key)
    ? 'expected well-formed Unicode, was a lone surrogate'
    : undefined;
}

function firstOf(
  parts: readonly string[],
  problemOf: (part: string) => string | undefined,
): string | undefined {
  for (const part of parts) {
    const problem = problemOf(part);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function refuse(text: string, what: string, problem: string | undefined): void {
  if (problem !== undefined) {
    throw new StorageError('BAD_KEY', `object ${what} ${JSON.stringify(text)}: ${problem}`);
  }
}
