import { LedgerError } from '../errors.js';
import type { WriterMemory } from './memory.js';
import { shardName } from './steps.js';

/** The end of a writer whose shard another one has taken over. */
export function fenced(memory: WriterMemory, how: string): LedgerError {
  return new LedgerError(
    'FENCED',
    `${shardName(memory)}: expected writer ${memory.writer} to own it, but ${how}: ` +
      'stop this writer, or stop the other one and start again',
  );
}
