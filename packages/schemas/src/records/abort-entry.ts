import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { count, name, sequence, word } from './record-values.js';

/**
 * An intent is given up, because the log can no longer supply the rest of its range. A file that
 * appears at an unused name later is foreign.
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
