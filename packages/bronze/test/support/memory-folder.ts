import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const IN_MEMORY = '/dev/shm';

/**
 * A new folder in memory where there is such a place, for loops in which processes die but the machine
 * does not: what was written is there, synced or not. Remove it.
 */
export const memoryFolder = (name: string): Promise<string> =>
  mkdtemp(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), `assay-${name}-`));
