import type { CommitEntry } from '@assay/schemas';
import { nullLogger } from '@assay/telemetry';
import type { BuiltBatch, Gap, MessageMark } from '../batch.js';
import { LedgerError } from '../errors.js';
import { decide } from '../protocol/decide.js';
import { judgeLineage } from '../protocol/lineage.js';
import type { WriterMemory } from '../protocol/memory.js';
import { begin } from '../protocol/opening.js';
import type { Decision } from '../protocol/steps.js';
import { RunTable, type RunLookup } from '../state/run-table.js';
import type { CommitSessionOptions } from './session-options.js';
import { Shell, type Errand } from './shell.js';

/** Where a session stands. */
export interface SessionState extends RunLookup {
  /** Number of the log's last entry. */
  readonly head: number;
  readonly fence: number;
  readonly epoch: number;
  /** The last sequence stored in this epoch: read on at the next one. */
  readonly committedTo: bigint;
  /** The last message stored in this epoch. */
  readonly last: MessageMark | undefined;
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
  /** Waits for a commit under way. Nothing in the lake changes. */
  close(): Promise<void>;
}

/**
 * Takes a shard over: reads its log, fences every older writer, begins a new epoch where the event log
 * is a new one, and finishes an unfinished batch.
 */
export async function openCommitSession(options: CommitSessionOptions): Promise<CommitSession> {
  const session = new Session(options);
  await session.open();
  return session;
}

class Session implements CommitSession {
  private readonly options: CommitSessionOptions;
  private readonly shell: Shell;
  private readonly runs = new RunTable();
  private decision: Decision;
  private ended: { readonly reason: unknown } | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(options: CommitSessionOptions) {
    this.options = options;
    this.shell = new Shell(options);
    this.decision = begin(options.tier, options.shard, options.writer);
  }

  get state(): SessionState {
    const { ledger } = this.decision.memory;
    return {
      head: ledger.head,
      fence: ledger.fence,
      epoch: ledger.epoch?.epoch ?? 0,
      committedTo: ledger.committedTo,
      last: ledger.last,
      missing: missingGap(this.decision.memory),
      lastOfRun: (run) => this.runs.lastOfRun(run),
      storedOfRun: (run) => this.runs.storedOfRun(run),
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

  async close(): Promise<void> {
    this.queue = this.queue.then(() => {
      this.ended ??= { reason: undefined };
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
    return committed;
  }

  /** Carries out errands until none is left; the commit made last, if there was one. */
  private async drive(): Promise<CommitEntry | undefined> {
    for (;;) {
      const { action } = this.decision;
      switch (action.kind) {
        case 'await-batch':
          this.runs.add(action.committed?.runs ?? []);
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
      this.decision = decide(this.decision.memory, seen);
      if (seen.kind === 'entries') {
        for (const { entry } of seen.entries) {
          this.runs.add(entry.kind === 'commit' ? entry.runs : []);
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
      const { epoch, stream, first_seq: firstSequence, reason } = errand.entry;
      const fields = { ...this.place, epoch, stream, firstSequence };
      if (reason === 'first') {
        this.logger.info('a new shard begins', fields);
      } else {
        this.logger.warn('the event log is another one than before: a new epoch begins', fields);
      }
    }
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
  const lineage = source === undefined ? undefined : judgeLineage(ledger, source);
  return lineage?.verdict === 'outrun'
    ? { from: lineage.from, to: lineage.to, reason: 'retention' }
    : undefined;
}
