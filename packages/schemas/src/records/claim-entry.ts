import { z } from 'zod';
import { entryHead } from './entry-head.js';

/** A new writer takes over: it raises the fence, and every older writer loses its next create. */
export const claimEntry = z.strictObject(entryHead('claim'));

export type ClaimEntry = z.output<typeof claimEntry>;
