import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NatsServer } from '../../../../test-servers.mjs';
import { temporaryFolder } from '../temporary-folder.js';

/** What a server's store was at one moment. */
export interface StoreCopy {
  /**
   * Kills the server and puts the copy in place of its store: what a server comes back with that lost
   * its unsynced tail in a power loss. The server is left ended: `server.restart()` starts it.
   */
  restore(): Promise<void>;
}

/** Copies a server's store; the server is stopped in order for it, and started again. */
export async function copyStore(server: NatsServer): Promise<StoreCopy> {
  const copy = join(await temporaryFolder(), 'store');
  await server.stop();
  await cp(server.storeFolder, copy, { recursive: true });
  await server.restart();
  return {
    restore: async () => {
      await server.kill();
      await rm(server.storeFolder, { recursive: true, force: true });
      await cp(copy, server.storeFolder, { recursive: true });
    },
  };
}
