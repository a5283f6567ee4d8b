import type { LogMessage } from '@assay/bus';
import type { MessageMark } from '@assay/ledger';
import type { Clock } from '@assay/telemetry';
import type { WriterLimits } from '../writer/writer-options.js';
import type { MessageBatch } from './message-batch.js';

/** Why a batch was closed. */
export type BatchCloseReason = 'events' | 'bytes' | 'age' | 'drain';

/** A batch that takes in nothing more. */
export interface ClosedBatch {
  readonly batch: MessageBatch;
  readonly reason: BatchCloseReason;
}

/** A batch that holds nothing to store may wait so many times as long: it only moves the cursor. */
const EMPTY_PATIENCE = 30;

/** Between the reader and the flusher: the batch being filled, which the flusher takes when it is due. */
export class Intake {
  private filling: MessageBatch;
  private filledSinceMs: number | undefined;
  private drainTo: bigint | undefined;
  private ended = false;
  private waiters: (() => void)[] = [];
  private readonly begin: (from: bigint) => MessageBatch;
  private readonly limits: WriterLimits;
  private readonly clock: Clock;

  constructor(
    begin: (from: bigint) => MessageBatch,
    from: bigint,
    limits: WriterLimits,
    clock: Clock,
  ) {
    this.begin = begin;
    this.limits = limits;
    this.clock = clock;
    this.filling = begin(from);
  }

  /** Takes a message in, also beyond the limits: the reader asks `isFull` before. */
  put(message: LogMessage): void {
    this.filledSinceMs ??= this.clock.monotonicMs();
    this.filling.add(message);
    this.wake();
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

  get isFull(): boolean {
    return this.filling.bytes >= this.limits.maxBytes;
  }

  /** The last sequence that was put in, or declared missing. */
  get readTo(): bigint {
    return this.filling.to;
  }

  /** The last message of the batch being filled; undefined while it holds none. */
  lastRead(): MessageMark | undefined {
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
    while (!this.ended) {
      const reason = this.dueReason();
      if (reason !== undefined) {
        const batch = this.filling;
        this.filling = this.begin(batch.to + 1n);
        this.filledSinceMs = undefined;
        this.wake();
        return { batch, reason };
      }
      await this.changed(this.msUntilAge());
    }
    return undefined;
  }

  private dueReason(): BatchCloseReason | undefined {
    const { filling, limits } = this;
    if (filling.isEmpty) {
      return undefined;
    }
    if (filling.bytes >= limits.maxBytes) {
      return 'bytes';
    }
    if (filling.events >= limits.maxEvents) {
      return 'events';
    }
    if (this.drainTo !== undefined && filling.from <= this.drainTo && filling.to >= this.drainTo) {
      return 'drain';
    }
    return (this.msUntilAge() ?? 1) <= 0 ? 'age' : undefined;
  }

  private msUntilAge(): number | undefined {
    const { filling, filledSinceMs } = this;
    if (filledSinceMs === undefined) {
      return undefined;
    }
    const patience = filling.events > 0 ? 1 : EMPTY_PATIENCE;
    const ageMs = this.clock.monotonicMs() - filledSinceMs;
    return this.limits.maxSeconds * 1_000 * patience - ageMs;
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
