import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { count, name, sequence, sha256 } from './record-values.js';

/** A file about to be published. */
export const intendedFile = z.strictObject({
  key: name,
  rows: count,
  bytes: count,
  sha256,
  position_digest: sha256,
});

/** A range and the files about to be published for it; they are built before it is written. */
export const intentEntry = z.strictObject({
  ...entryHead('intent'),
  epoch: count.min(1),
  range: z.strictObject({ from: sequence, to: sequence }),
  events: count,
  messages: count,
  /** Dataset declarations and framer version: what turned messages into rows. */
  decode_fingerprint: name,
  /** Number of the open intent that this one takes the place of (a changed decoder); else null. */
  replaces: count.min(1).nullable(),
  files: z.array(intendedFile),
});

export type IntendedFile = z.output<typeof intendedFile>;
export type IntentEntry = z.output<typeof intentEntry>;
