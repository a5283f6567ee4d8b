import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { name, sha256, word } from './record-values.js';

/** The reasons of a seal after which the shard is written no more, whatever files it lists. */
export const SHARD_SEALS: readonly string[] = ['moved', 'followed'];

/**
 * Committed files now live elsewhere: `archived` (those listed), `moved` (the whole shard, to another
 * lake) or `followed` (the whole shard, by another one). Added by whoever copied them: `writer` need not
 * own the shard, and `fence` is the one it found.
 */
export const sealEntry = z.strictObject({
  ...entryHead('seal'),
  reason: word,
  /** Where to read on: a lake's URI, or the shard that follows this one. */
  place: name,
  files: z.array(z.strictObject({ key: name, sha256 })),
});

export type SealEntry = z.output<typeof sealEntry>;
