import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { name, sha256, word } from './record-values.js';

/** Committed files now live elsewhere: `archived` and `moved` lakes, or a shard that another one follows. */
export const sealEntry = z.strictObject({
  ...entryHead('seal'),
  reason: word,
  /** Where to read on: a lake's URI, or the shard that follows this one. */
  place: name,
  files: z.array(z.strictObject({ key: name, sha256 })),
});

export type SealEntry = z.output<typeof sealEntry>;
