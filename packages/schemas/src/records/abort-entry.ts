import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { count, name, sequence, word } from './record-values.js';

/**
 * An intent is given up, of which nothing was stored and whose log can no longer supply all of it. Every
 * name it announced holds a file without rows now, so that nothing else ever does.
 */
export const abortEntry = z.strictObject({
  ...entryHead('abort'),
  /** Number of the intent that is given up. */
  intent: count.min(1),
  epoch: count.min(1),
  range: z.strictObject({ from: sequence, to: sequence }),
  reason: word,
  unused_keys: z.array(name),
});

export type AbortEntry = z.output<typeof abortEntry>;
