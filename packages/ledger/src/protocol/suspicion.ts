import type { LedgerError } from '../errors.js';
import type { WriterMemory } from './memory.js';
import type { Decision } from './steps.js';

/**
 * What this writer sees contradicts its open intent: a file with other bytes, a log that no longer holds
 * the range. A successor may have finished the intent meanwhile, and the log let go of what is stored:
 * then its claim follows our head, and nothing is wrong but that we are late. Else the writer ends with
 * the error, or keeps what is there and completes it.
 */
export function suspect(memory: WriterMemory, then: LedgerError | 'survey'): Decision {
  const number = memory.ledger.head + 1;
  return {
    memory: { ...memory, step: { at: 'suspecting', then } },
    action: { kind: 'read-entry', number, own: undefined },
  };
}
