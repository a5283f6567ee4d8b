import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openQuerySession, type QueryOptions, type QuerySession } from '../../src/index.js';

/** A folder of its own for the tests of one file, and an open engine. */
export interface Scratch {
  readonly session: QuerySession;
  /** A path below the folder. */
  path(name: string): string;
}

export function useScratch(options: QueryOptions = {}): Scratch {
  let folder = '';
  let session: QuerySession | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'assay-query-'));
    session = await openQuerySession(options);
  });
  afterAll(() => {
    session?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get session() {
      if (session === undefined) {
        throw new Error('expected to be used inside a test');
      }
      return session;
    },
    path: (name) => join(folder, name),
  };
}
