import type { EngineConfig } from '../config/engine-config.js';
import { SignalsError } from '../errors.js';
import type { EventBatch } from '../events/event-batch.js';
import { EventIntake } from '../events/event-intake.js';
import type { EventSink } from '../events/event-sink.js';
import { noCounts, type IntakeCounts } from '../events/intake-rules.js';
import { RowsAhead } from '../events/rows-ahead.js';
import { takeRows } from '../events/take-rows.js';
import type { EngineSession, SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';
import type { WarmUp } from '../warm-up/warm-up.js';
import { COUNT_NAMES } from './count-names.js';
import { createParts, loadParts, resetParts, saveParts, type EngineParts } from './engine-parts.js';
import { createEventRouter } from './event-router.js';
import { frontSymbol } from './front-symbol.js';
import type { EngineCounts, LevelEngine, LevelSnapshot, PushOutcome } from './level-engine.js';
import { loadSession, saveSession } from './session-state.js';
import { TickMaker } from './tick.js';
import { wantedRows, type WantedRows } from './wanted-rows.js';
import { writeState } from './engine-state.js';

const NS_PER_MS = 1_000_000;

/** The session that is open, and what takes its events in. */
interface OpenSession {
  readonly session: EngineSession;
  /** The session before, if this engine had one. */
  readonly previous: EngineSession | undefined;
  readonly front: string | null;
  readonly intake: EventIntake;
}

/** The level engine on its grid of instants. */
export class GridEngine implements LevelEngine, Stateful {
  private readonly config: EngineConfig;
  private readonly parts: EngineParts;
  private readonly router: EventSink;
  private readonly ticks: TickMaker;
  private readonly wanted: WantedRows;
  private readonly gridNs: SessionNs;
  private readonly tally: IntakeCounts = noCounts();
  private readonly ahead = new RowsAhead();
  private open: OpenSession | undefined;
  /** Instants made in the open session. */
  private made = 0;
  private tickCount = 0;
  private lastNs: bigint | undefined;

  constructor(config: EngineConfig) {
    this.config = config;
    this.parts = createParts(config);
    this.router = createEventRouter(config, this.parts);
    this.ticks = new TickMaker(config, this.parts);
    this.wanted = wantedRows(config);
    this.gridNs = config.gridMs * NS_PER_MS;
  }

  get session(): EngineSession | undefined {
    return this.open?.session;
  }

  get lastTickNs(): bigint | undefined {
    return this.lastNs;
  }

  get counts(): EngineCounts {
    const { proxy, dealers } = this.parts;
    const book = proxy === undefined ? undefined : { ...proxy.book.counts };
    return { ...this.tally, book, options: { ...dealers.counts }, ticks: this.tickCount };
  }

  beginSession(session: EngineSession, warmUp: WarmUp): void {
    const before = this.open?.session;
    if (before !== undefined && session.startNs < before.endNs) {
      throw new SignalsError(
        'BAD_CALL',
        `expected a session after that of ${before.date}, was ${session.date}: begin sessions in order`,
      );
    }
    this.open?.intake.close();
    this.begin(
      session,
      before,
      frontSymbol(this.config, session.date, warmUp.frontContract),
      warmUp.barCloses,
    );
    for (const batch of this.ahead.take()) {
      this.pushBatch(batch);
    }
  }

  pushBatch(batch: EventBatch): PushOutcome {
    const partition = this.wanted.partitionOf(batch.dataset);
    if (partition === undefined) {
      throw new SignalsError(
        'BAD_EVENT',
        `expected rows that an engine reads, was ${batch.dataset}: push nothing else to it`,
      );
    }
    const { open } = this;
    const endNs = open?.session.endNs ?? 0n;
    const { rest, early } = this.ahead.split(batch, {
      endNs,
      partition,
      mayWant: (text) => this.wanted.mayWant(batch.dataset, text),
    });
    this.tally.early += early;
    if (open === undefined) {
      this.tally.outOfSession += rest?.length ?? batch.rows;
      return { missed: [] };
    }
    if (rest === undefined) {
      return { missed: open.intake.pushBatch(batch) };
    }
    const missed = open.intake.pushBatch(takeRows(batch, rest));
    return { missed: missed.map((index) => rest[index]) };
  }

  advance(watermarkNs: bigint): LevelSnapshot[] {
    const { open } = this;
    if (open === undefined) {
      throw new SignalsError('BAD_CALL', 'expected a session, was none: call beginSession first');
    }
    if (this.lastNs !== undefined && watermarkNs < this.lastNs) {
      throw new SignalsError(
        'BAD_CALL',
        `expected a watermark from ${this.lastNs} on, was ${watermarkNs}: it never goes back`,
      );
    }
    const { startNs, endNs } = open.session;
    const toNs = Number((watermarkNs < endNs ? watermarkNs : endNs - 1n) - startNs);
    const snapshots: LevelSnapshot[] = [];
    for (let tNs = this.made * this.gridNs; tNs <= toNs; tNs = this.made * this.gridNs) {
      open.intake.takeTo(tNs, this.router);
      const rows = this.ticks.make(startNs, tNs);
      this.made += 1;
      this.tickCount += 1;
      this.lastNs = startNs + BigInt(tNs);
      if (rows.length > 0) {
        const { ts_event_ns: tsEventNs, ts_known_ns: tsKnownNs } = rows[0];
        snapshots.push({ tsEventNs, tsKnownNs, rows });
      }
    }
    return snapshots;
  }

  snapshot(): Uint8Array {
    return writeState(this.config, this);
  }

  save(writer: StateWriter): void {
    for (const name of COUNT_NAMES) {
      writer.number(this.tally[name]);
    }
    writer.number(this.tickCount);
    writer.number(this.made);
    writer.flag(this.lastNs !== undefined);
    writer.integer(this.lastNs ?? 0n);
    this.ahead.save(writer);
    writer.flag(this.open !== undefined);
    if (this.open !== undefined) {
      const { session, previous, front, intake } = this.open;
      saveSession(writer, session);
      saveSession(writer, previous);
      writer.flag(front !== null);
      writer.text(front ?? '');
      intake.save(writer);
      saveParts(writer, this.parts);
    }
  }

  load(reader: StateReader): void {
    for (const name of COUNT_NAMES) {
      this.tally[name] = reader.number();
    }
    this.tickCount = reader.number();
    const made = reader.number();
    const hasTick = reader.flag();
    const lastNs = reader.integer();
    this.ahead.load(reader);
    if (reader.flag()) {
      const session = loadSession(reader);
      const previous = loadSession(reader);
      const hasFront = reader.flag();
      const front = reader.text();
      if (session === undefined) {
        throw new SignalsError('BAD_STATE', 'engine state: expected a session, was none');
      }
      this.begin(session, previous, hasFront ? front : null, []).load(reader);
      loadParts(reader, this.parts);
    }
    this.made = made;
    this.lastNs = hasTick ? lastNs : undefined;
  }

  private begin(
    session: EngineSession,
    previous: EngineSession | undefined,
    front: string | null,
    barCloses: readonly number[],
  ): EventIntake {
    const { config, wanted } = this;
    const intake = new EventIntake(
      {
        startNs: session.startNs,
        endNs: session.endNs,
        previous,
        latenessMs: config.latenessMs,
        earlinessMs: config.earlinessMs,
        copySeconds: config.copySeconds,
        tickSize: config.proxy?.tickSize ?? 1,
        wants: (datasetId, partition) => wanted.wants(datasetId, partition, front, session.date),
      },
      this.tally,
    );
    resetParts(this.parts, session, front, barCloses);
    this.open = { session, previous, front, intake };
    this.made = 0;
    return intake;
  }
}
