import { z } from 'zod';
import { entryHead } from './entry-head.js';
import { name, sha256 } from './record-values.js';

/** Committed files that retention deleted, once a certificate vouched for what replaced them. */
export const retireEntry = z.strictObject({
  ...entryHead('retire'),
  dates: z.array(z.iso.date()),
  /** SHA-256 of the certificate that the deletion rests on. */
  certificate_sha256: sha256,
  files: z.array(z.strictObject({ key: name, sha256 })),
});

export type RetireEntry = z.output<typeof retireEntry>;
