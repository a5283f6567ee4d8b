import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { fileRecord } from './commit-entry.js';
import { derivation } from './derivation.js';
import { count, gap, lastMessage, name, sequence, sha256 } from './record-values.js';

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
  /** The last message of the range that was delivered; null where none was. */
  last: lastMessage.nullable().optional(),
  /** Sequences of the range that were not delivered, as the commit declares them. */
  gaps: z.array(gap).optional(),
  /**
   * `messageCheck` of every message delivered, ascending by sequence: four bytes each, little-endian,
   * in base64. By these a later start finds the very message at which a log that was rewound begins to
   * differ. Absent where the writer had none.
   */
  checks: z.string().optional(),
  /** Files of the intents before it (`replaces`) that are in the lake and stay as they are. */
  adopted: z.array(fileRecord).optional(),
  /** Events that those intents announced and the log lost: not among `events`. Absent for none. */
  events_lost: count.optional(),
  /** Names of those intents that hold a file without rows now, so that nothing else ever does. */
  closed_keys: z.array(name).optional(),
  /** As its commit will say it. */
  derivation: derivation.optional(),
});

export type IntendedFile = z.output<typeof intendedFile>;
export type IntentEntry = z.output<typeof intentEntry>;
