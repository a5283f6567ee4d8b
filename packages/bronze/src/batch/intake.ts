import type { LogMessage } from '@assay/bus';
import type { Framer } from '@assay/query';
import type { Clock } from '@assay/telemetry';
import type { BatchLimits } from '../writer/writer-options.js';
import { Batch, type LastMessage } from './batch.js';

/** Why a batch was closed. */
export type BatchCloseReason = 'events' | 'bytes' | 'age' | 'drain';

/** A batch that takes in nothing more. */
export interface ClosedBatch {
  readonly batch: Batch;
  readonly reason: BatchCloseReason;
}

/**
 * Between the reader and the flusher: the batch being filled. The reader puts messages in and waits
 * only at the hard limit; the flusher takes the batch when it is due. While a flush is under way the
 * next batch keeps filling, so that load makes files larger, not more numerous.
 */
export class Intake {
  private filling: Batch;
  private filledSinceMs: number | undefined;
  private drainTo: bigint | undefined;
  private ended = false;
  private waiters: (() => void)[] = [];
  private readonly framer: Framer;
  private readonly limits: BatchLimits;
  private readonly clock: Clock;

  constructor(framer: Framer, from: bigint, limits: BatchLimits, clock: Clock) {
    this.framer = framer;
    this.limits = limits;
    this.clock = clock;
    this.filling = new Batch(framer, from);
  }

  /** Takes a message in, also beyond the limits: the reader asks `isFull` before. */
  put(message: LogMessage): void {
    this.filledSinceMs ??= this.clock.monotonicMs();
    this.filling.add(message);
    if (this.waiters.length > 0 && (this.isFirst || this.dueReason() !== undefined)) {
      this.wake();
    }
  }

  /** The log no longer has what lies between here and `to`: that is stored as a declared gap. */
  declareMissing(to: bigint, reason: string): void {
    this.filledSinceMs ??= this.clock.monotonicMs();
    this.filling.declareGap(to, reason);
    this.wake();
  }

  /** Resolves once the batch is no longer full, or nothing more is wanted. */
  async roomOrEnd(): Promise<void> {
    while (this.isFull && !this.ended) {
      await this.changed();
    }
  }

  /** Whether the reader has to wait until the batch was taken. */
  get isFull(): boolean {
    return this.filling.bytes >= this.limits.maxBytes;
  }

  /** The last sequence that was put in, or declared missing. */
  get readTo(): bigint {
    return this.filling.to;
  }

  /** The last message of the batch being filled; undefined while it holds none. */
  lastRead(): LastMessage | undefined {
    return this.filling.lastMessage();
  }

  /** Closes the batch as soon as it reaches `sequence`, whatever its size. */
  drain(sequence: bigint): void {
    this.drainTo = this.drainTo === undefined || this.drainTo < sequence ? sequence : this.drainTo;
    this.wake();
  }

  /** No more messages come; `next` hands out nothing more. What is filled stays in the log. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** The next batch once it is due; undefined after `end`. */
  async next(): Promise<ClosedBatch | undefined> {
    for (;;) {
      if (this.ended) {
        return undefined;
      }
      const reason = this.dueReason();
      if (reason !== undefined) {
        const batch = this.filling;
        this.filling = new Batch(this.framer, batch.to + 1n);
        this.filledSinceMs = undefined;
        this.wake();
        return { batch, reason };
      }
      await this.changed(this.msUntilAge());
    }
  }

  /** The first message of a batch starts its age. */
  private get isFirst(): boolean {
    return this.filling.messages === 1;
  }

  private dueReason(): BatchCloseReason | undefined {
    const { filling, limits } = this;
    if (filling.isEmpty) {
      return undefined;
    }
    if (filling.bytes >= limits.maxBytes) {
      return 'bytes';
    }
    if (filling.events >= limits.maxEvents && !this.isSpread) {
      return 'events';
    }
    if (this.drainTo !== undefined && filling.from <= this.drainTo && filling.to >= this.drainTo) {
      return 'drain';
    }
    return (this.msUntilAge() ?? 1) <= 0 ? 'age' : undefined;
  }

  /** Over so many files that each would have a few rows only: worth waiting for more. */
  private get isSpread(): boolean {
    const { fileCount, rows } = this.filling;
    const { spreadFiles, minRowsPerFile } = this.limits;
    return fileCount > spreadFiles && rows < fileCount * minRowsPerFile;
  }

  private msUntilAge(): number | undefined {
    const { maxSeconds, maxSpreadSeconds } = this.limits;
    const seconds = this.isSpread ? Math.max(maxSeconds, maxSpreadSeconds) : maxSeconds;
    return this.filledSinceMs === undefined
      ? undefined
      : this.filledSinceMs + seconds * 1_000 - this.clock.monotonicMs();
  }

  /** Resolves at the next change, or after `withinMs`. */
  private changed(withinMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel =
        withinMs === undefined ? undefined : this.clock.schedule(Math.max(withinMs, 0), resolve);
      this.waiters.push(() => {
        cancel?.();
        resolve();
      });
    });
  }

  private wake(): void {
    const { waiters } = this;
    this.waiters = [];
    for (const waiter of waiters) {
      waiter();
    }
  }
}
