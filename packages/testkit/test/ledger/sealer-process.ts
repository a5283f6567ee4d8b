import { readLedger, sealFiles } from '@assay/ledger';
import type { SimulatedStore } from '../../src/simulated-store.js';
import type { World } from './world.js';
import { PLACE } from './writer-process.js';

/** Archives some of what is committed, as a process that does not own the shard. */
export async function liveAsSealer(world: World, store: SimulatedStore): Promise<void> {
  const { random } = world;
  const place = { ...PLACE, store };
  const { files } = await readLedger(place);
  const chosen = files.filter(({ sealedAt }) => sealedAt === undefined && random.chance(0.3));
  if (chosen.length === 0) return;
  await sealFiles(place, {
    writer: random.hex(8),
    reason: 'archived',
    place: 'memory://archive',
    files: chosen.map(({ key, sha256 }) => ({ key, sha256 })),
  });
  world.count('seals');
}
