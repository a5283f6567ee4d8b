import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromGoFolder, provision, provisionProgram } from './packages/testkit/servers/index.mjs';

export * from './packages/testkit/servers/index.mjs';

const say = (line) => console.error(line);

/** The peers beside the checkout that benches measure against. The types are in test-servers.d.mts. */
export async function findPeers() {
  const folder = join(import.meta.dirname, '../shared/peers');
  if (!existsSync(folder)) return undefined;
  const go = await provision(goPeer(join(folder, 'go')), say);
  const python = await provisionProgram('python-peers', say);
  return { goToParquet: go, python: python.path, folder };
}

/** Built anew when its sources change: the version is their digest. */
function goPeer(sources) {
  const digest = createHash('sha256');
  for (const file of readdirSync(sources).sort()) digest.update(readFileSync(join(sources, file)));
  const version = digest.digest('hex').slice(0, 12);
  return {
    folder: 'go-peer',
    what: 'the Go peer of the benches',
    executable: 'go-peer',
    recipes: [fromGoFolder({ version, sources, binary: 'go-peer' })],
  };
}
