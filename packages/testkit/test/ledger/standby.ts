import { awaitVacancy, holdLease, type Lease } from '@assay/ledger';
import type { ProcessTable } from '@assay/telemetry';
import type { SimulatedStore } from '../../src/simulated-store.js';
import type { World } from './world.js';

const PLACE = { tier: 'bronze', shard: 'model' } as const;

/** Processes that cannot look for one another, as on two machines. */
const processes: ProcessTable = {
  self: () => ({ host: 'simulated', bootId: '', pid: 1, processStartTime: '' }),
  startTime: () => undefined,
};

/** Waits as a standby does until the shard seems to have no writer. */
export async function awaitTurn(
  { clock }: World,
  store: SimulatedStore,
  fenced: boolean,
): Promise<void> {
  await awaitVacancy({ ...PLACE, store, clock, processes, fenced });
}

/** Holds the shard's lease for a writer. */
export async function announce(
  { clock }: World,
  store: SimulatedStore,
  writer: string,
): Promise<Lease> {
  const lease = holdLease({ ...PLACE, store, clock, processes, writer });
  await lease.announced;
  return lease;
}
