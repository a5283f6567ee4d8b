import type { LedgerError } from '../errors.js';
import { applyEntry } from '../state/apply-entry.js';
import type { Observation } from './action.js';
import { fenced } from './fenced.js';
import type { WriterMemory } from './memory.js';
import { isAnybodys, stop, unexpected, type Decision } from './steps.js';
import { survey } from './survey.js';
import { suspect } from './suspicion.js';

/** The entry after the head was looked for: a successor's, or none. */
export function afterSuspecting(
  memory: WriterMemory,
  then: LedgerError | 'survey',
  seen: Observation,
): Decision {
  if (seen.kind !== 'entry') {
    return unexpected(memory, seen);
  }
  const { found } = seen;
  if (found === undefined) {
    return then === 'survey' ? survey(memory) : stop(memory, then);
  }
  if (isAnybodys(found.entry)) {
    return suspect({ ...memory, ledger: applyEntry(memory.ledger, found) }, then);
  }
  const { number, writer } = found.entry;
  return stop(memory, fenced(memory, `writer ${writer} has added entry ${number}`));
}
