import type { LogMessage } from '@assay/bus';
import {
  openCommitSession,
  type BuiltBatch,
  type CommitSession,
  type CommitSessionOptions,
} from '@assay/ledger';
import type { SimulatedLog } from '../../src/simulated-log.js';
import type { SimulatedStore } from '../../src/simulated-store.js';
import { checkOf, contentOf, type Release } from '../support/model-market.js';
import { announce } from './standby.js';
import type { World } from './world.js';

export const PLACE = { tier: 'bronze', shard: 'model' } as const;

/** One process's ways to the lake and to the log. */
export interface Connections {
  readonly store: SimulatedStore;
  readonly log: SimulatedLog;
}

const MOST_MESSAGES = 6;
const POLL_MS = 10;

/** Takes the shard over and stores what the log holds, until nothing more will come. */
export async function liveAsWriter(
  world: World,
  { store, log }: Connections,
  release: Release,
  withLease: boolean,
): Promise<void> {
  const { random, clock, lake, market } = world;
  const writer = random.hex(8);
  const lease = withLease ? await announce(world, store, writer) : undefined;
  const readRange = async (from: bigint, to: bigint): Promise<readonly LogMessage[]> => {
    const messages: LogMessage[] = [];
    for await (const group of log.read(from)) {
      messages.push(...group.filter(({ sequence }) => sequence <= to));
    }
    return messages;
  };
  const options: CommitSessionOptions = {
    ...PLACE,
    store,
    clock,
    writer,
    upkeep: world.upkeep,
    log: () => log.state(),
    markAt: (sequence) => log.markAt(sequence),
    checksOf: async (from, to) =>
      (await readRange(from, to)).map((message) => ({
        sequence: message.sequence,
        check: checkOf(message),
      })),
    rebuild: async ({ from, to, epoch, closeReason, exclude, recoveryFence }) => {
      world.count('rebuilt');
      const messages = to < from ? [] : await readRange(from, to);
      const { firstSequence: firstKept } = await log.state();
      const range = { from, to, epoch, messages, firstKept };
      return market.build({ ...release, ...range, closeReason, exclude, recoveryFence });
    },
    inspectFile: async (path) => contentOf(lake.objects.get(path) ?? new Uint8Array()),
    closeName: async (key) => market.close(key),
  };
  const storeAll = async (session: CommitSession): Promise<void> => {
    for (;;) {
      const batch = await nextBatch(world, log, session, release);
      if (batch !== undefined) {
        await session.commitBatch(batch);
      } else if (world.settled && (await isAtEnd(world, session.state))) {
        return;
      } else {
        await clock.sleep(POLL_MS);
      }
    }
  };
  try {
    await using session = await openCommitSession(options);
    await storeAll(session);
    await lease?.release();
  } catch (error) {
    await lease?.abandon();
    throw error;
  }
}

/** What lies behind the committed messages, as far as one reading of the log goes. */
async function nextBatch(
  { random, market }: World,
  log: SimulatedLog,
  session: CommitSession,
  release: Release,
): Promise<BuiltBatch | undefined> {
  const { committedTo, created, epoch, last } = session.state;
  const from = committedTo + 1n;
  const { firstSequence: firstKept, lastSequence } = await log.state();
  const messages: LogMessage[] = [];
  const most = 1 + random.below(MOST_MESSAGES);
  for await (const group of log.read(from, { created, ...(last && { after: marked(last) }) })) {
    messages.push(...group);
  }
  const taken = messages.slice(0, most);
  const to = taken.at(-1)?.sequence ?? lastSequence;
  return to < from
    ? undefined
    : market.build({
        ...release,
        ...{ epoch, from, to, messages: taken, firstKept, closeReason: 'events' },
      });
}

/** A mark as the log's port has it. */
function marked({ sequence, serverTimeNs, sha256 }: NonNullable<CommitSession['state']['last']>) {
  return { sequence, serverTimeNs, sha256 };
}

/** Whether the lake holds all of the log as it is, and not of one that it was. */
export async function isAtEnd(
  { log }: World,
  state: Pick<CommitSession['state'], 'committedTo' | 'last' | 'created'>,
): Promise<boolean> {
  const { created, lastSequence } = await log.state();
  const held = state.last === undefined ? undefined : await log.markAt(state.last.sequence);
  const isSame = held === undefined || held.sha256 === state.last?.sha256;
  return created === state.created && lastSequence === state.committedTo && isSame;
}
