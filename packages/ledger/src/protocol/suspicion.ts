import type { LedgerError } from '../errors.js';
import type { Observation } from './action.js';
import { fenced } from './fenced.js';
import type { WriterMemory } from './memory.js';
import { stop, unexpected, type Decision } from './steps.js';

/**
 * What this writer sees contradicts its open intent: a file with other bytes, a log that no longer holds
 * the range. A successor may have finished the intent meanwhile, and the log let go of what is stored:
 * then its claim follows our head, and nothing is wrong but that we are late.
 */
export function suspect(memory: WriterMemory, error: LedgerError): Decision {
  const number = memory.ledger.head + 1;
  return {
    memory: { ...memory, step: { at: 'suspecting', error } },
    action: { kind: 'read-entry', number, own: undefined },
  };
}

export function afterSuspecting(
  memory: WriterMemory,
  error: LedgerError,
  seen: Observation,
): Decision {
  if (seen.kind !== 'entry') {
    return unexpected(memory, seen);
  }
  const { found } = seen;
  if (found === undefined) {
    return stop(memory, error);
  }
  const { number, writer } = found.entry;
  return stop(memory, fenced(memory, `writer ${writer} has added entry ${number}`));
}
