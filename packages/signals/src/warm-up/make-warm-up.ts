import { canonicalJson, sha256Hex } from '@assay/schemas';
import type { WarmUp } from './warm-up.js';

/** A warm-up with its digest: SHA-256 of the canonical JSON of all that it says. */
export function makeWarmUp(content: Omit<WarmUp, 'digest'>): WarmUp {
  const openInterest = [...content.openInterest].sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = sha256Hex(canonicalJson({ ...content, openInterest }));
  return { ...content, openInterest: new Map(openInterest), digest };
}

/** The warm-up of a session of which nothing before is known: no SMAs, the calendar's front contract. */
export function emptyWarmUp(): WarmUp {
  return makeWarmUp({
    sessions: [],
    missing: [],
    barCloses: [],
    frontContract: null,
    openInterest: new Map(),
  });
}
