import {
  openCommitSession,
  openingState,
  type BuiltBatch,
  type CommitSession,
  type StagedFile,
  type UnfinishedBatch,
} from '@assay/ledger';
import { MAX_SEQUENCE } from '@assay/schemas';
import type { Staging } from '@assay/storage';
import { nullLogger, systemRandomness } from '@assay/telemetry';
import { GoldError } from '../errors.js';
import { configFingerprint } from '../fingerprints.js';
import { DEFAULT_GOLD_LIMITS } from '../limits.js';
import { stage } from '../files/build-files.js';
import type { EngineGoldOptions } from './engine-gold.js';
import type { StateObject } from './state-object.js';
import type { StateStore } from './state-store.js';

/** Why a batch takes a sequence that no row has: it stores a state alone. */
const NO_ROWS = 'no-rows';

/**
 * Claims an engine's shard. Its log is the sequence of instants that have rows, which the engine holds
 * alone: it is whatever the commit log says it is, and its incarnation is the engine's fingerprint. A batch
 * that another fingerprint left unfinished is finished first, as that one's.
 */
export async function openEngineSession(
  options: EngineGoldOptions,
  staging: Staging,
  states: StateStore,
): Promise<CommitSession> {
  const { store, shard, fingerprint, logger = nullLogger } = options;
  const { state } = await openingState({ store, tier: 'gold', shard }, logger);
  const { created = fingerprint } = state.epoch ?? {};
  if (state.openIntent !== undefined && created !== fingerprint) {
    await (await openOver(options, staging, states, created)).close();
  }
  return openOver(options, staging, states, fingerprint);
}

async function openOver(
  options: EngineGoldOptions,
  staging: Staging,
  states: StateStore,
  created: string,
): Promise<CommitSession> {
  const { store, shard, clock, logger, metrics, failpoint } = options;
  const { randomness = systemRandomness } = options;
  const leftovers: string[] = [];
  const session = await openCommitSession({
    ...{ store, tier: 'gold', shard, writer: randomness.hex(8) },
    log: async () => ({
      ...{ stream: shard, created, firstSequence: 1n, lastSequence: MAX_SEQUENCE },
    }),
    rebuild: async (unfinished) => {
      const built = await rebuild(options, unfinished, staging, states);
      leftovers.push(...built.files.map(({ path }) => path));
      return built;
    },
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(failpoint === undefined ? {} : { failpoint }),
  });
  await Promise.all(leftovers.map((path) => staging.discard(path)));
  return session;
}

/** The batch as it was built then, byte for byte: the engine is never run again for it. */
async function rebuild(
  options: EngineGoldOptions,
  unfinished: UnfinishedBatch,
  staging: Staging,
  states: StateStore,
): Promise<BuiltBatch> {
  const { derivation, exclude, recoveryFence, from, to } = unfinished;
  if (derivation === undefined || exclude !== undefined || recoveryFence !== undefined) {
    throw new GoldError(
      'STATE_CHANGED',
      `shard ${options.shard}, unfinished instants ${from} to ${to}: expected to be finished as ` +
        'announced, was altered: restore the lake from a copy',
    );
  }
  const object = await states.read(derivation.state);
  const files: StagedFile[] = [];
  for (const { content, ...file } of object.files) {
    const path = await staging.path('rows.parquet');
    await stage(path, content);
    files.push({ ...file, path });
  }
  return { ...builtBatch(options, object, files, 'recovery'), derivation };
}

/** What the ledger is told of a batch, but for its derivation. */
export function builtBatch(
  { limits, fingerprint }: Pick<EngineGoldOptions, 'limits' | 'fingerprint'>,
  { from, to, rows, lastSha256 }: Omit<StateObject, 'state' | 'files'>,
  files: readonly StagedFile[],
  closeReason: BuiltBatch['closeReason'],
): BuiltBatch {
  return {
    ...{ from, to, files, closeReason, rows, events: rows, deadLetters: 0, runs: [] },
    delivered: lastSha256 === undefined ? 0 : Number(to - from + 1n),
    gaps: lastSha256 === undefined ? [{ from, to, reason: NO_ROWS }] : [],
    last: lastSha256 === undefined ? undefined : { sequence: to, sha256: lastSha256 },
    decodeFingerprint: fingerprint,
    configFingerprint: configFingerprint({ ...DEFAULT_GOLD_LIMITS, ...limits }),
  };
}
