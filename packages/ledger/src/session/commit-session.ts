import type { CommitEntry, Derivation, EpochEntry } from '@assay/schemas';
import { nullLogger } from '@assay/telemetry';
import type { BuiltBatch, Gap, MessageMark } from '../batch.js';
import type { FoldedLog } from '../checkpoint/checkpoint-record.js';
import { LogKeeper } from '../checkpoint/log-keeper.js';
import { openingState, type Opening } from '../checkpoint/opening-state.js';
import { LedgerError } from '../errors.js';
import { decide } from '../protocol/decide.js';
import type { WriterMemory } from '../protocol/memory.js';
import { begin } from '../protocol/opening.js';
import type { Decision } from '../protocol/steps.js';
import type { LedgerTally } from '../state/ledger-tally.js';
import type { RunLookup } from '../state/run-table.js';
import { checkLineage } from './check-lineage.js';
import type { CommitSessionOptions } from './session-options.js';
import { Shell, type Errand } from './shell.js';

/** Where a session stands. */
export interface SessionState extends RunLookup {
  /** Number of the log's last entry. */
  readonly head: number;
  readonly fence: number;
  readonly epoch: number;
  /** The incarnation of the log that the epoch counts in: read no other one. */
  readonly created: string;
  /** The last sequence stored in this epoch: read on at the next one. */
  readonly committedTo: bigint;
  /** The last message stored in this epoch. */
  readonly last: MessageMark | undefined;
  /** What the rows of the last commit were derived from; undefined where they were read from a log. */
  readonly derivation: Derivation | undefined;
  /** What the event log no longer held when it was asked: the next batch declares it as a gap. */
  readonly missing: Gap | undefined;
}

/** The right to add to one shard's log, until another writer claims it. */
export interface CommitSession extends AsyncDisposable {
  readonly state: SessionState;
  /**
   * Publishes a batch's files and commits them. Calls are served one after the other. A batch that does
   * not cover its range is refused with `COVERAGE`, and the session stays usable; after any other error
   * the session is at its end, and a new one finishes what this one began.
   */
  commitBatch(batch: BuiltBatch): Promise<CommitEntry>;
  /**
   * Asks whether the event log still goes on what is stored. Call it when the log was out of reach and now
   * and then. Rejects with a retryable `LINEAGE_CHANGED` when it does not: end the writer, and let a new
   * session begin the new epoch.
   *
   * @param lastRead the last message that was read and is not committed yet: the log has to hold it too
   */
  checkLineage(lastRead?: MessageMark): Promise<void>;
  /** Waits for a commit under way, and leaves a checkpoint for the next start. */
  close(): Promise<void>;
}

/**
 * Takes a shard over: reads its log, fences every older writer, begins a new epoch where the event log
 * is a new one, and finishes an unfinished batch.
 */
export async function openCommitSession(options: CommitSessionOptions): Promise<CommitSession> {
  const session = new Session(options, await openingState(options, options.logger ?? nullLogger));
  await session.open();
  return session;
}

class Session implements CommitSession {
  private readonly options: CommitSessionOptions;
  private readonly shell: Shell;
  private readonly tally: LedgerTally;
  private readonly keeper: LogKeeper;
  private decision: Decision;
  private ended: { readonly reason: unknown } | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: CommitSessionOptions, opening: Opening) {
    this.options = options;
    this.shell = new Shell(options);
    this.tally = opening.tally;
    this.keeper = new LogKeeper(options, opening.checkpoint);
    this.decision = begin(options.tier, options.shard, options.writer, opening.state);
  }

  get state(): SessionState {
    const { ledger } = this.decision.memory;
    return {
      head: ledger.head,
      fence: ledger.fence,
      epoch: ledger.epoch?.epoch ?? 0,
      created: ledger.epoch?.created ?? '',
      committedTo: ledger.committedTo,
      last: ledger.last,
      derivation: ledger.derivation,
      missing: missingGap(this.decision.memory),
      lastOfRun: (run) => this.tally.runs.lastOfRun(run),
      storedOfRun: (run) => this.tally.runs.storedOfRun(run),
    };
  }

  async open(): Promise<void> {
    await this.drive();
    const { fence, epoch, committedTo, missing } = this.state;
    this.logger.info('shard claimed', { ...this.place, fence, epoch, committedTo });
    if (missing !== undefined) {
      this.logger.warn('the event log let go of messages that were never stored', {
        ...this.place,
        ...missing,
      });
    }
  }

  commitBatch(batch: BuiltBatch): Promise<CommitEntry> {
    const result = this.queue.then(() => this.commit(batch));
    // The next call must not fail for this one's reasons; the caller of this one hears of them.
    this.queue = result.catch(() => undefined);
    return result;
  }

  async checkLineage(lastRead?: MessageMark): Promise<void> {
    await checkLineage(this.options, this.decision.memory.ledger, lastRead);
  }

  async close(): Promise<void> {
    this.queue = this.queue.then(() => {
      this.ended ??= { reason: undefined };
      return this.keeper.close(this.ended.reason === undefined ? this.log : undefined);
    });
    await this.queue;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async commit(batch: BuiltBatch): Promise<CommitEntry> {
    if (this.ended !== undefined) {
      const { tier, shard } = this.place;
      throw new LedgerError(
        'CLOSED',
        `ledger ${tier}/${shard}: expected an open session, was one at its end: open a new one`,
        { cause: this.ended.reason },
      );
    }
    this.decision = decide(this.decision.memory, { kind: 'batch', batch });
    const committed = await this.drive();
    if (committed === undefined) {
      throw new TypeError('expected a commit after a batch, was none');
    }
    this.keeper.keep(this.log);
    return committed;
  }

  /** Carries out errands until none is left; the commit made last, if there was one. */
  private async drive(): Promise<CommitEntry | undefined> {
    for (;;) {
      const { action } = this.decision;
      switch (action.kind) {
        case 'await-batch':
          return action.committed;
        case 'refuse-batch':
          throw action.error;
        case 'stop':
          if (action.error.code === 'FENCED') {
            this.shell.metrics.fenced();
          }
          this.ended = { reason: action.error };
          throw action.error;
        default:
          await this.step(action);
      }
    }
  }

  private async step(errand: Errand): Promise<void> {
    this.announce(errand);
    try {
      const seen = await this.shell.carryOut(errand);
      const { step } = this.decision.memory;
      this.decision = decide(this.decision.memory, seen);
      const { head, openIntent } = this.decision.memory.ledger;
      const made = 'entry' in step ? step.entry : undefined;
      if (made?.kind === 'commit' && made.number === head && openIntent === undefined) {
        this.tally.add(made);
      }
      if (seen.kind === 'entries') {
        for (const { entry } of seen.entries) {
          this.tally.add(entry);
        }
      }
    } catch (error) {
      // What took effect is unknown here; the next session reads it from the lake.
      this.ended = { reason: error };
      throw error;
    }
  }

  private announce(errand: Errand): void {
    if (errand.kind === 'rebuild') {
      const { from, to } = errand.unfinished;
      this.logger.info('finishing a batch that was begun', { ...this.place, from, to });
    }
    if (errand.kind === 'create-entry' && errand.entry.kind === 'epoch') {
      this.announceEpoch(errand.entry);
    }
  }

  private announceEpoch(entry: EpochEntry): void {
    const { epoch, stream, first_seq: firstSequence, reason, left, maybe_twice: maybe } = entry;
    const fields = { ...this.place, epoch, stream, firstSequence };
    if (reason === 'first') {
      this.logger.info('a new shard begins', fields);
      return;
    }
    this.shell.metrics.lineageChanged(reason);
    this.logger.error('the event log is not what it was: a new epoch begins', {
      ...fields,
      reason,
      storedTo: left?.seq_to,
      ...(maybe === undefined || maybe === null ? {} : { maybeStoredTwice: maybe }),
    });
  }

  /** What the log comes to: only between two steps, when the state and the tally are of one entry. */
  private get log(): FoldedLog {
    return { state: this.decision.memory.ledger, tally: this.tally };
  }

  private get place() {
    return { tier: this.options.tier, shard: this.options.shard };
  }

  private get logger() {
    return this.options.logger ?? nullLogger;
  }
}

/** Gone until the first commit covers it; after that `source` tells nothing new. */
function missingGap({ ledger, source }: WriterMemory): Gap | undefined {
  const next = ledger.committedTo + 1n;
  return source !== undefined && source.firstSequence > next
    ? { from: next, to: source.firstSequence - 1n, reason: 'retention' }
    : undefined;
}
