import { encodeLedgerCheckpoint, ledgerCheckpointKey } from '@assay/schemas';
import { nullLogger, nullMetrics, type Logger, type Metrics } from '@assay/telemetry';
import type { LedgerPlace } from '../read/read-entries.js';
import { compactLog, SEGMENT_ENTRIES } from '../segments/compact-log.js';
import { checkpointOf, type FoldedLog } from './checkpoint-record.js';

/** Entries from one checkpoint to the next. */
const CHECKPOINT_ENTRIES = 1_000;

/** How often a session writes what keeps starts short. */
export interface UpkeepOptions {
  /** Entries from one checkpoint to the next. Default: 1,000. */
  readonly checkpointEntries?: number;
  /** Entries of a segment: the same for all writers of a lake. Default: 10,000. */
  readonly segmentEntries?: number;
}

/** What a keeper needs. */
export interface LogKeeperOptions extends LedgerPlace {
  readonly upkeep?: UpkeepOptions | undefined;
  readonly logger?: Logger | undefined;
  readonly metrics?: Metrics | undefined;
}

/**
 * Writes checkpoints and segments beside a writer's commits. Nothing waits for it but `close`, and what
 * fails is logged and counted: the log is whole without it.
 */
export class LogKeeper {
  private readonly options: LogKeeperOptions;
  private readonly checkpointEntries: number;
  private readonly segmentEntries: number;
  private readonly failures;
  private readonly closing = new AbortController();
  private checkpointed: number;
  /** Numbers of the entries after which the next ones are due. */
  private readonly due: { checkpoint: number; segment: number };
  private working: Promise<void> | undefined;

  /** @param checkpointed number of the entry that the latest checkpoint ends with; 0 when there is none */
  constructor(options: LogKeeperOptions, checkpointed: number) {
    const { metrics = nullMetrics } = options;
    this.options = options;
    this.checkpointed = checkpointed;
    const { upkeep = {} } = options;
    this.checkpointEntries = upkeep.checkpointEntries ?? CHECKPOINT_ENTRIES;
    this.segmentEntries = upkeep.segmentEntries ?? SEGMENT_ENTRIES;
    this.due = {
      checkpoint: checkpointed + this.checkpointEntries,
      segment: this.segmentEntries,
    };
    this.failures = metrics.counter({
      name: 'assay_ledger_upkeep_failures_total',
      help: 'Checkpoints and segments that could not be written.',
      labels: ['tier', 'shard', 'what'],
    });
  }

  /** Told of the log after each commit. Begins what is due, unless something is under way. */
  keep(log: FoldedLog): void {
    if (this.working !== undefined || this.closing.signal.aborted) {
      return;
    }
    const { head } = log.state;
    const isCheckpointDue = head >= this.due.checkpoint;
    const isSegmentDue = head >= this.due.segment;
    if (isCheckpointDue || isSegmentDue) {
      const checkpoint = isCheckpointDue ? this.checkpoint(log) : Promise.resolve();
      this.working = checkpoint
        .then(() => (isSegmentDue ? this.compact(head) : undefined))
        .then(() => {
          this.working = undefined;
        });
    }
  }

  /** Waits for what is under way. `log`: to leave a checkpoint of; undefined leaves none. */
  async close(log: FoldedLog | undefined): Promise<void> {
    this.closing.abort();
    await this.working;
    if (log !== undefined && log.state.head > this.checkpointed) {
      await this.checkpoint(log);
    }
  }

  /** Takes down the log as it is now; only then waits for the store. */
  private checkpoint(log: FoldedLog): Promise<void> {
    const { store, tier, shard } = this.options;
    // Tried again after as many entries, should it fail.
    this.due.checkpoint = log.state.head + this.checkpointEntries;
    return this.attempt('checkpoint', async () => {
      const record = checkpointOf(log);
      if (record === undefined) {
        return;
      }
      const bytes = encodeLedgerCheckpoint(record);
      await store.replace(ledgerCheckpointKey(tier, shard), { bytes });
      this.checkpointed = record.number;
    });
  }

  private compact(head: number): Promise<void> {
    const { store, tier, shard, logger = nullLogger } = this.options;
    const { segmentEntries, closing } = this;
    const { signal } = closing;
    // Tried again after a while, should it fail.
    this.due.segment = head + this.checkpointEntries;
    return this.attempt('segment', async () => {
      const place = { store, tier, shard };
      const compacted = await compactLog({ ...place, head, logger, segmentEntries, signal });
      this.due.segment = compacted + segmentEntries;
    });
  }

  private async attempt(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      const { tier, shard, logger = nullLogger } = this.options;
      this.failures.add(1, { tier, shard, what });
      logger.warn(`a ${what} of the commit log could not be written: it is tried again`, {
        tier,
        shard,
        error,
      });
    }
  }
}
