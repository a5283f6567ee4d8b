import type { LogMessage } from '@assay/bus';
import type { EngineBatch, EngineGold } from '@assay/gold';
import { createMessageColumns, SharedEngine, type MessageColumns } from '@assay/query';
import { messageFingerprint, publishedLevels } from '@assay/schemas';
import type { EngineSession, LevelEngine, WarmUp } from '@assay/signals';
import { pause } from '@assay/telemetry';
import { liveMessages } from '../hand-over/live-messages.js';
import type { ReachedPosition, ShardPlan } from '../hand-over/plan-shard.js';
import { positionWords } from '../hand-over/positions.js';
import { storedRows } from '../hand-over/stored-rows.js';
import { createLakeFiles, type LakeFiles } from '../lake/lake-files.js';
import { engineInputs, type EngineInputs } from '../session/engine-inputs.js';
import { wantedRows } from '../session/wanted-rows.js';
import { readWarmUp } from '../warm-up/read-warm-up.js';
import { createAheadWarning } from './warn-ahead.js';
import { awaitBronze } from './await-bronze.js';
import { Backlog } from './backlog.js';
import { EngineDriver } from './engine-driver.js';
import { GoldCommits } from './gold-commits.js';
import { InTurn } from './in-turn.js';
import { lastCommit } from './last-commit.js';
import type { LifeParts } from './life-parts.js';
import { LiveWatermark } from './live-watermark.js';
import { letGo } from './log-readers.js';
import { MissedEvents } from './missed-events.js';
import { publishStored } from './publish-stored.js';
import { storedTo } from './stored-to.js';
import { encodeRunnerState, type RunnerState } from './runner-state.js';
import type { RunnerPhase } from './signal-runner.js';
import { openGold } from './open-gold.js';
import { findStart, type StartPoint } from './start-point.js';

/** How often it is looked whether an allowance or a batch's age is over. */
const PULSE_MS = 100;
/**
 * While Bronze is read, an input is silent when another has shown so much more: its rows may be in a log of which
 * Bronze stores less.
 */
const STORED_LEAD_NS = 900_000_000_000n;
/** Rows that are decoded at once. */
const MOST_ROWS = 20_000;

/** One life of a runner, from taking the engine's shard of Gold on. What outlives it is in Gold alone. */
export class EngineLife {
  private readonly parts: LifeParts;
  private readonly lake: LakeFiles;
  private readonly queries: SharedEngine;
  private readonly inputs: EngineInputs;
  private readonly missed = new MissedEvents();
  private missedTold = 0;
  private readonly warnAhead: (rows: number) => void;
  private readonly backlog: Backlog;
  private watermark: LiveWatermark | undefined;
  private readonly ended = new AbortController();
  private readonly until: AbortSignal;
  private readonly turns = new InTurn();
  private readonly positions = new Map<string, ReachedPosition>();
  /** What a commit says while rows of Bronze are read: they come by time, so no position is reached before the end. */
  private before: RunnerState | undefined;
  /** Date of the session before which Bronze was waited for already. */
  private awaited: string | undefined;
  /** The positions that the last commit holds. */
  private readStored = '';
  private failure: { readonly error: unknown } | undefined;
  private engine: LevelEngine | undefined;
  private driver: EngineDriver | undefined;
  private commits: GoldCommits | undefined;

  constructor(parts: LifeParts) {
    this.parts = parts;
    this.until = AbortSignal.any([parts.stopped, this.ended.signal]);
    const { options, registry } = parts;
    this.lake = createLakeFiles(options.store, options.openPlace, registry);
    this.queries = new SharedEngine(options.query);
    this.inputs = engineInputs(options.config);
    this.warnAhead = createAheadWarning(parts.clock, parts.logger);
    this.backlog = new Backlog(parts.clock, parts.liveAllowanceMs);
  }

  /** Ends at the signal, after storing what is made; rejects with what failed. */
  async run(signal: AbortSignal): Promise<void> {
    const { failpoint } = this.parts;
    const gold = await openGold(this.parts);
    try {
      await failpoint('replay.after-open');
      const start = await this.findStart(gold);
      if (!(await this.publishAgain(gold))) {
        return;
      }
      const commits = this.begin(gold, start);
      const until = AbortSignal.any([signal, this.ended.signal]);
      await this.beginEngine(start);
      this.parts.tell({ phase: 'catching-up' });
      await this.catchUp(start, until);
      this.parts.tell({ phase: 'live' });
      await this.follow(start.plans, until);
      if (this.failure !== undefined) {
        throw this.failure.error;
      }
      await commits.flush();
    } catch (error) {
      // What waited when it was told to stop has nothing to store, or stores it at the next start.
      if (!signal.aborted || error !== signal.reason) {
        throw error;
      }
    } finally {
      await this.commits?.settled();
      await gold.close();
      await this.queries.close();
    }
  }

  private async findStart(gold: EngineGold): Promise<StartPoint> {
    const { options, sessions, clock, shard: reader, logger } = this.parts;
    const { lake, inputs } = this;
    const parts = { gold, logs: options.logs, lake, inputs, sessions, clock, reader, logger };
    const found = await findStart(parts);
    if (found.session === undefined) {
      return found;
    }
    // The more of the session Bronze stores, the less has to wait in memory for what is in a log alone.
    await this.awaitBronze(found.plans, 'starting');
    this.awaited = found.session.date;
    return findStart(parts);
  }

  /**
   * A crash between a commit and its publication leaves ticks unpublished: their ids are the same as then. False when
   * the runner is to end before that is done.
   */
  private async publishAgain(gold: EngineGold): Promise<boolean> {
    const { options, maker, shard } = this.parts;
    const { publish, store, openPlace } = options;
    if (publish === undefined || gold.restored === undefined) {
      return true;
    }
    const ticks = await lastCommit({ store, openPlace, engine: this.queries, shard });
    const messages = ticks.map((rows) => publishedLevels(maker.fingerprint, rows));
    return publishStored(this.parts, messages, this.until);
  }

  private begin(gold: EngineGold, { plans, restored }: StartPoint): GoldCommits {
    const { options, maker, clock, failpoint, liveAllowanceMs } = this.parts;
    const { config } = options;
    const engine = restored?.engine === undefined ? maker.create() : maker.restore(restored.engine);
    const watermark = new LiveWatermark(config.latenessMs, liveAllowanceMs);
    restored?.active.forEach((knownNs, input) => {
      watermark.show(input, knownNs, clock.monotonicMs());
    });
    const commits: GoldCommits = new GoldCommits({
      ...{ gold, fingerprint: maker.fingerprint, clock, failpoint },
      publish: (messages) => publishStored(this.parts, messages, this.until),
      capture: () => this.capture(gold, engine, watermark),
      onStored: (batch) => this.onStored(batch, commits.rowsStored),
      onFailure: (error) => this.fail(error),
    });
    this.readStored = positionWords(restored?.inputs ?? []);
    this.before = restored ?? {
      ...{ inputs: [], warmUp: null, active: new Map(), later: [], engine: undefined },
    };
    this.driver = new EngineDriver({
      ...{ config, engine, watermark, clock, missed: this.missed },
      sessions: this.parts.sessions,
      boundNs: () => this.backlog.boundNs,
      warmUpOf: (session) => this.warmUpOf(session, plans),
      wantedOf: wantedRows(this.parts.registry, this.inputs),
      pace: () => this.pace(),
      onSnapshot: (snapshot) => commits.add(snapshot),
    });
    this.engine = engine;
    this.watermark = watermark;
    this.commits = commits;
    return commits;
  }

  private async beginEngine({ restored, session }: StartPoint): Promise<void> {
    if (restored !== undefined) {
      this.driver?.restore(restored.warmUp, restored.later);
    } else if (session !== undefined) {
      await this.driver?.begin(session);
    }
    this.parts.started();
  }

  /** What is stored of the session, or since the last commit, and no longer in the logs. */
  private async catchUp({ plans }: StartPoint, until: AbortSignal): Promise<void> {
    const { driver, commits } = this;
    const startNs = this.engine?.session?.startNs;
    if (plans.some(({ stored }) => stored !== undefined)) {
      const selection = { ...this.inputs, startNs };
      await this.backlog.begin(plans, await storedTo(this.lake, plans, selection));
      for await (const merged of storedRows(this.lake, this.queries, plans, selection)) {
        const { batch, completeToNs } = merged;
        this.parts.metrics.read('rows', batch.rows);
        this.parts.tell({ rowsRead: batch.rows });
        await driver?.take(batch);
        const limitNs = completeToNs === undefined ? undefined : completeToNs - 1n;
        await this.settle(limitNs, STORED_LEAD_NS);
        await commits?.room();
        if (until.aborted) {
          return;
        }
      }
    }
    for (const { shard, epoch, created, stored, liveFrom } of plans) {
      const sequence = stored?.sequence ?? liveFrom - 1n;
      this.positions.set(shard, { shard, epoch, sequence, created });
    }
    this.parts.tell({ positions: [...this.positions.values()] });
    this.before = undefined;
    // What was shown until now was read from Bronze, or before a restart: nobody is silent yet.
    this.watermark?.hold(this.parts.clock.monotonicMs());
  }

  private async follow(plans: readonly ShardPlan[], until: AbortSignal): Promise<void> {
    await this.backlog.begin(plans);
    const tasks = [...plans.map((plan) => this.followLog(plan, until)), this.beat(plans, until)];
    const guarded = tasks.map((task) =>
      task.catch((error: unknown) => {
        // What ends because it was told to is no failure.
        if (!until.aborted) {
          this.fail(error);
        }
      }),
    );
    await Promise.all(guarded);
  }

  private async followLog(plan: ShardPlan, signal: AbortSignal): Promise<void> {
    const { registry, logger, metrics } = this.parts;
    const { shard, epoch } = plan;
    const { datasets } = this.inputs;
    const decoder = createMessageColumns(registry, { origin: { shard, epoch }, datasets });
    const onHole = (from: bigint, to: bigint) => metrics.read('holes', Number(to - from + 1n));
    for await (const group of liveMessages({ plan, logger, signal, onHole })) {
      await this.commits?.room();
      await this.backlog.letOthersFollow(shard, signal);
      await this.turns.run(() => this.takeGroup(plan, decoder, group));
      if (signal.aborted) {
        return;
      }
    }
  }

  private async takeGroup(
    { shard, epoch, created }: ShardPlan,
    decoder: MessageColumns,
    group: readonly LogMessage[],
  ): Promise<void> {
    const { metrics, tell } = this.parts;
    const before = decoder.counts;
    for (const message of group) {
      decoder.add(message);
      if (decoder.waiting >= MOST_ROWS) {
        await this.takeBatches(shard, decoder);
      }
    }
    await this.takeBatches(shard, decoder);
    const last = group.at(-1);
    if (last !== undefined) {
      const { sequence, serverTimeNs, subject, headers, bytes } = last;
      const mark = { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
      this.positions.set(shard, { shard, epoch, sequence, created, mark });
    }
    const { counts } = decoder;
    metrics.read('messages', group.length);
    metrics.read('rows', counts.rows - before.rows);
    metrics.read('dead-letters', counts.deadLetters - before.deadLetters);
    metrics.read('unwanted', counts.unwanted - before.unwanted);
    tell({ rowsRead: counts.rows - before.rows, positions: [...this.positions.values()] });
    await this.settle();
  }

  private async takeBatches(shard: string, decoder: MessageColumns): Promise<void> {
    for (const batch of decoder.take()) {
      this.backlog.show(shard, await this.driver?.take(batch));
    }
  }

  private async settle(limitNs?: bigint, leadNs?: bigint): Promise<void> {
    await this.driver?.settle(limitNs, leadNs);
    this.commits?.poll();
    const { session, lastTickNs } = this.engine ?? {};
    const { tell, metrics } = this.parts;
    this.warnAhead(this.driver?.ahead ?? 0);
    metrics.missed(this.missed.total - this.missedTold);
    this.missedTold = this.missed.total;
    tell({ session: session?.date, lastTickNs, missed: this.missed.total });
  }

  /** Stores what is made, and lets the process do what else it has to. */
  private async pace(): Promise<boolean> {
    this.commits?.poll();
    await this.commits?.room();
    return pause(this.parts.clock, 0, this.until);
  }

  private async beat(plans: readonly ShardPlan[], signal: AbortSignal): Promise<void> {
    const { clock } = this.parts;
    while (await pause(clock, PULSE_MS, signal)) {
      if (await this.backlog.look(plans, this.positions)) {
        this.watermark?.hold(clock.monotonicMs());
      }
      await this.turns.run(() => this.settle());
      await this.watch(plans);
    }
  }

  private async watch(plans: readonly ShardPlan[]): Promise<void> {
    const { engine, driver, positions } = this;
    if (engine !== undefined && driver !== undefined) {
      await this.parts.watch({ engine, plans, positions, ahead: driver.ahead });
    }
  }

  private async warmUpOf(session: EngineSession, plans: readonly ShardPlan[]): Promise<WarmUp> {
    const { options, logger, metricsOf, failpoint } = this.parts;
    if (session.date !== this.awaited) {
      await this.awaitBronze(plans, this.before === undefined ? 'live' : 'catching-up');
    }
    const warmUp = await readWarmUp(
      { lake: this.lake, engine: this.queries, logger, metrics: metricsOf },
      options.config,
      session,
    );
    await failpoint('replay.after-warm-up');
    return warmUp;
  }

  /** Waits until Bronze holds what the logs hold now. Then it is told what the runner goes on with. */
  private async awaitBronze(plans: readonly ShardPlan[], next: RunnerPhase): Promise<void> {
    const { clock, logger, tell, started } = this.parts;
    await awaitBronze({
      ...{ lake: this.lake, plans, clock, logger },
      isFirstOfAll: this.engine?.session === undefined,
      signal: this.until,
      onWaiting: async (problem) => {
        tell({ phase: 'waiting-for-bronze', problem });
        started();
        this.commits?.poll();
        await this.watch(plans);
      },
    });
    tell({ phase: next });
  }

  private capture(
    gold: EngineGold,
    engine: LevelEngine,
    watermark: LiveWatermark,
  ): Omit<EngineBatch, 'snapshots'> | undefined {
    const { lastTickNs } = engine;
    const { lastTickNs: storedNs } = gold;
    if (lastTickNs === undefined || (storedNs !== undefined && lastTickNs < storedNs)) {
      return undefined;
    }
    // Between sessions no instant is made: what was read is stored all the same, so that the logs let go of it.
    const read =
      this.before === undefined ? positionWords(this.positions.values()) : this.readStored;
    if (lastTickNs === storedNs && read === this.readStored) {
      return undefined;
    }
    this.readStored = read;
    const state: RunnerState = this.before ?? {
      inputs: [...this.positions.values()],
      warmUp: this.driver?.warmUpDigest ?? null,
      active: watermark.active,
      later: this.driver?.laterStarts ?? [],
      engine: engine.snapshot(),
    };
    return {
      derivation: {
        last_tick_ns: lastTickNs,
        inputs: state.inputs.map(({ shard, epoch, sequence }) => ({ shard, epoch, seq: sequence })),
        warm_up: this.driver?.warmUpDigest ?? null,
        missed: this.missed.take(),
      },
      state: encodeRunnerState(state),
    };
  }

  private async onStored({ derivation }: EngineBatch, rowsStored: number): Promise<void> {
    const { options, shard: reader, logger, tell } = this.parts;
    tell({ storedTickNs: derivation.last_tick_ns, rowsStored });
    if (this.before !== undefined) {
      return;
    }
    for (const { shard, seq } of derivation.inputs) {
      const source = options.logs.find((each) => each.shard === shard);
      if (source !== undefined) {
        await letGo(source.log, reader, seq, logger);
      }
    }
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.ended.abort(error);
  }
}
