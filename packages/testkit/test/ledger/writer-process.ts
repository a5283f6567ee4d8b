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
  /** @param created read this incarnation of the log only */
  const readRange = async (
    from: bigint,
    to: bigint,
    created?: string,
  ): Promise<readonly LogMessage[]> => {
    const messages: LogMessage[] = [];
    for await (const group of log.read(from, { ...(created !== undefined && { created }) })) {
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
    rebuild: async ({ from, to, epoch, created, closeReason, exclude, recoveryFence }) => {
      world.count('rebuilt');
      const messages = to < from ? [] : await readRange(from, to, created);
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

/**
 * What lies behind the committed messages, as far as one reading of the log goes. As in Bronze a hole ends
 * with the message after it: without one nothing but what retention took is declared.
 */
async function nextBatch(
  { random, market }: World,
  log: SimulatedLog,
  session: CommitSession,
  release: Release,
): Promise<BuiltBatch | undefined> {
  const { committedTo, created, epoch, last } = session.state;
  const from = committedTo + 1n;
  const { firstSequence: firstKept } = await log.state();
  const messages: LogMessage[] = [];
  const most = 1 + random.below(MOST_MESSAGES);
  for await (const group of log.read(from, { created, ...(last && { after: marked(last) }) })) {
    messages.push(...group);
  }
  // As Bronze does: a last message that tells nothing of what follows has the log compared once more.
  const isTelling = last !== undefined && last.sequence === committedTo;
  if (!isTelling || (await log.markAt(last.sequence)) === undefined) {
    await session.checkLineage();
  }
  const taken = messages.slice(0, most);
  const to = taken.at(-1)?.sequence ?? firstKept - 1n;
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
  const { created, firstSequence, lastSequence } = await log.state();
  const { committedTo, last } = state;
  const held = last === undefined ? undefined : await log.markAt(last.sequence);
  const isSame = held === undefined || held.sha256 === last?.sha256;
  const isBetween = firstSequence - 1n <= committedTo && committedTo <= lastSequence;
  // Where nothing was when it was stored, behind the last message, there must be nothing.
  const storedTo = last?.sequence ?? firstSequence - 1n;
  const isMore = log.messages.some(({ sequence }) => sequence > storedTo);
  return created === state.created && isBetween && !isMore && isSame;
}
