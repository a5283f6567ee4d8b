import { readFile } from 'node:fs/promises';
import type { CommitSession, StagedFile } from '@assay/ledger';
import { SessionPool } from '@assay/query';
import { shardTag, type Derivation } from '@assay/schemas';
import { createStaging, type Staging } from '@assay/storage';
import {
  noFailpoint,
  nullLogger,
  nullMetrics,
  systemClock,
  type Clock,
  type Failpoint,
} from '@assay/telemetry';
import { GoldError } from '../errors.js';
import { buildFiles } from '../files/build-files.js';
import { DEFAULT_GOLD_LIMITS, dueReason, type GoldLimits } from '../limits.js';
import { batchRows } from './batch-rows.js';
import type {
  EngineBatch,
  EngineCommit,
  EngineGold,
  EngineGoldOptions,
  RestoredEngine,
} from './engine-gold.js';
import { builtBatch, openEngineSession } from './engine-session.js';
import { createEngineGoldMetrics, type EngineGoldMetrics } from './gold-metrics.js';
import { canonical } from './ranges.js';
import type { StateObject } from './state-object.js';
import { createStateStore, type StateStore } from './state-store.js';

const LEAST_MEMORY_BYTES = 256 * 1024 * 1024;

/**
 * Claims the shard that an engine's own rows are stored in; every older writer of it is fenced. A batch that
 * was left unfinished is finished from the bytes that were put aside for it.
 *
 * Rejects with `STATE_CHANGED` where the state to go on from is not in the lake, and with the ledger's
 * own errors (`FENCED`, `SEALED` …).
 */
export async function openEngineGold(options: EngineGoldOptions): Promise<EngineGold> {
  const { store, shard, clock = systemClock, logger = nullLogger } = options;
  const states = createStateStore({ store, shard, clock, logger });
  const staging = createStaging({
    ...{ folder: options.stagingFolder, owner: `gold-${shardTag(shard)}`, clock },
    ...(options.randomness === undefined ? {} : { randomness: options.randomness }),
  });
  let session: CommitSession | undefined;
  try {
    await staging.clear();
    // Listed before the claim: what a later writer puts is not among them, however long this one sleeps.
    const listed = await states.list();
    session = await openEngineSession(options, staging, states);
    const { derivation } = session.state;
    const restored = await restoredFrom(states, derivation, options.fingerprint);
    for (const key of listed) {
      if (key !== derivation?.state.key) {
        await states.remove(key);
      }
    }
    return new EngineShard(options, { session, staging, states }, restored);
  } catch (error) {
    await session?.close();
    await staging.close();
    throw error;
  }
}

async function restoredFrom(
  states: StateStore,
  derivation: Derivation | undefined,
  fingerprint: string,
): Promise<RestoredEngine | undefined> {
  if (derivation?.fingerprint !== fingerprint) {
    return undefined;
  }
  const { state } = await states.read(derivation.state);
  return { state, derivation };
}

class EngineShard implements EngineGold {
  readonly restored: RestoredEngine | undefined;
  readonly previous: Derivation | undefined;
  private readonly options: EngineGoldOptions;
  private readonly limits: GoldLimits;
  private readonly session: CommitSession;
  private readonly staging: Staging;
  private readonly states: StateStore;
  private readonly engines: SessionPool;
  private readonly clock: Clock;
  private readonly failpoint: Failpoint;
  private readonly metrics: EngineGoldMetrics;
  private queue: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(
    options: EngineGoldOptions,
    parts: {
      readonly session: CommitSession;
      readonly staging: Staging;
      readonly states: StateStore;
    },
    restored: RestoredEngine | undefined,
  ) {
    this.options = options;
    this.limits = { ...DEFAULT_GOLD_LIMITS, ...options.limits };
    this.session = parts.session;
    this.staging = parts.staging;
    this.states = parts.states;
    this.restored = restored;
    this.previous = restored === undefined ? parts.session.state.derivation : undefined;
    this.clock = options.clock ?? systemClock;
    this.failpoint = options.failpoint ?? noFailpoint;
    this.metrics = createEngineGoldMetrics(options.metrics ?? nullMetrics, options.shard);
    this.engines = new SessionPool({
      ...{ threads: 1, memoryLimitBytes: LEAST_MEMORY_BYTES, spillFolder: parts.staging.folder },
      ...options.query,
    });
  }

  get epoch(): number {
    return this.session.state.epoch;
  }

  get lastTickNs(): bigint | undefined {
    return this.session.state.derivation?.last_tick_ns;
  }

  due(waitingRows: number, sinceMs: number): 'events' | 'age' | undefined {
    return dueReason(this.limits, waitingRows, this.clock.monotonicMs() - sinceMs);
  }

  commit(batch: EngineBatch): Promise<EngineCommit> {
    const result = this.queue.then(() => this.store(batch));
    this.queue = result.catch(() => undefined);
    return result;
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async store(batch: EngineBatch): Promise<EngineCommit> {
    if (this.closing !== undefined) {
      const words = `shard ${this.options.shard}: expected an open shard, was closed`;
      throw new GoldError('NOT_RUNNING', words);
    }
    const startedMs = this.clock.monotonicMs();
    const { session, lastTickNs } = this;
    const { epoch, fence, committedTo, derivation: before } = session.state;
    const { underlying, fingerprint } = this.options;
    const from = committedTo + 1n;
    const to = committedTo + BigInt(Math.max(1, batch.snapshots.length));
    const { places, rows, lastSha256 } = batchRows(batch, { underlying, from, lastTickNs });
    const { engines, staging } = this;
    const { shard } = this.options;
    await this.failpoint('gold.before-build');
    const files = await buildFiles({ engines, staging, shard, epoch, from, to }, places);
    await this.failpoint('gold.after-build');
    const head = { shard, epoch, from, to, rows, lastSha256 };
    const state = await this.putState({ ...head, state: batch.state }, files, fence);
    await this.failpoint('gold.after-state');
    const derivation = { fingerprint, ...canonical(batch.derivation), state };
    const built = builtBatch(this.options, head, files, this.reasonOf(rows));
    await session.commitBatch({ ...built, derivation });
    await this.failpoint('gold.after-commit');
    if (before !== undefined) {
      await this.states.remove(before.state.key);
    }
    await this.failpoint('gold.after-remove-state');
    await Promise.all(files.map(({ path }) => staging.discard(path)));
    this.metrics.committed({
      ...{ ticks: batch.snapshots.length, rows, missed: derivation.missed.length },
      ...{ lastTickNs: derivation.last_tick_ns, stateBytes: batch.state.length },
      seconds: (this.clock.monotonicMs() - startedMs) / 1_000,
    });
    return { from, to, rows, derivation };
  }

  /** Before the intent, so that whoever finds the intent can finish the batch without the engine. */
  private async putState(
    object: Omit<StateObject, 'files'>,
    files: readonly StagedFile[],
    fence: number,
  ): Promise<Derivation['state']> {
    const kept = await Promise.all(
      files.map(async ({ path, ...file }) => ({ ...file, content: await readFile(path) })),
    );
    return this.states.put({ ...object, files: kept }, fence);
  }

  private reasonOf(rows: number): 'events' | 'age' {
    return rows >= this.limits.maxEvents ? 'events' : 'age';
  }

  private async end(): Promise<void> {
    await this.queue;
    await this.session.close();
    this.engines.close();
    await this.staging.close();
  }
}
