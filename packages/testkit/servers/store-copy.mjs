import { cpSync, mkdtempSync, rmSync } from 'node:fs';

/** Copies a server's store, beside it. The types and their meaning are in types/servers.d.mts. */
export async function copyStore(server) {
  const { storeFolder } = server;
  const copy = mkdtempSync(`${storeFolder}-copy-`);
  await server.stop();
  cpSync(storeFolder, copy, { recursive: true });
  await server.restart();
  return {
    restore: async () => {
      await server.kill();
      rmSync(storeFolder, { recursive: true, force: true });
      cpSync(copy, storeFolder, { recursive: true });
    },
  };
}
