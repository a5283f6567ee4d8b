import type { Clock, Failpoint, Logger, Metrics } from '@assay/telemetry';
import { CommitQueue } from './commit-queue.js';
import type { PositionRange } from './commit-queue.js';
import type { WalError } from './errors.js';
import type { WalFiles } from './files/wal-files.js';
import type { FolderLock } from './lock/folder-lock.js';
import type { WalInput, WalMessage } from './message.js';
import { readSequence } from './read-sequence.js';
import type { ReadView, WalReadOptions } from './read-sequence.js';
import { recoverSequence } from './recover-sequence.js';
import type { TornTail } from './recover-sequence.js';
import { Retention } from './retention.js';
import type { Segment } from './segment.js';
import { openSegmentWriter } from './segment-writer.js';
import type { SegmentWriter } from './segment-writer.js';
import { sequenceMetrics } from './sequence-metrics.js';

/** What a sequence says of itself. A sequence without messages has `last = first - 1`. */
export interface WalState {
  readonly first: bigint;
  /** The last durable position. */
  readonly last: bigint;
  readonly segments: number;
  /** Durable bytes on disk. */
  readonly bytes: number;
  /** Bytes accepted and not durable yet. */
  readonly pendingBytes: number;
  /** Registered readers, and the last position each has passed. */
  readonly readers: ReadonlyMap<string, bigint>;
}

/** What opening a sequence needs. */
export interface SequenceOptions {
  readonly name: string;
  readonly folder: string;
  readonly files: WalFiles;
  readonly lock: Pick<FolderLock, 'assertHeld'>;
  readonly segmentBytes: number;
  readonly maxPendingBytes: number;
  readonly maxBatchBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly failpoint: Failpoint;
}

/** One ordered, durable sequence of messages. Opened and closed by its folder. */
export class WalSequence {
  readonly name: string;
  /** What recovery cut off when the sequence was opened; undefined when it was whole. */
  readonly tornTail: TornTail | undefined;
  readonly #segments: Segment[];
  readonly #queue: CommitQueue;
  readonly #writer: SegmentWriter;
  readonly #retention: Retention;
  readonly #view: ReadView;
  readonly #wake: () => void;
  #isClosed = false;
  #closing: Promise<void> | undefined;

  private constructor(
    options: SequenceOptions,
    parts: {
      readonly tornTail: TornTail | undefined;
      readonly segments: Segment[];
      readonly writer: SegmentWriter;
      readonly retention: Retention;
      readonly waiters: Set<() => void>;
    },
  ) {
    const { waiters, segments, writer } = parts;
    const metrics = sequenceMetrics(options);
    this.name = options.name;
    this.tornTail = parts.tornTail;
    this.#segments = segments;
    this.#writer = writer;
    this.#retention = parts.retention;
    this.#wake = () => wakeAll(waiters);
    this.#queue = new CommitQueue({
      name: options.folder,
      writer: metrics.timed(writer),
      next: segments.at(-1)?.next ?? 1n,
      maxPendingBytes: options.maxPendingBytes,
      maxBatchBytes: options.maxBatchBytes,
      failpoint: options.failpoint,
      onCommit: metrics.committed,
      onFailure: (failure) => {
        options.logger.error('the write-ahead log failed', { sequence: this.name, failure });
        this.#wake();
      },
    });
    const [queue, isClosed] = [this.#queue, () => this.#isClosed];
    this.#view = {
      name: options.folder,
      files: options.files,
      segments,
      get isClosed() {
        return isClosed();
      },
      get failure(): WalError | undefined {
        return queue.failure;
      },
      changed: (signal) => nextChange(waiters, signal),
    };
  }

  /** Recovers what is in the sequence's folder, and opens it for appending. */
  static async open(options: SequenceOptions): Promise<WalSequence> {
    const { name, folder, files, logger } = options;
    const { segments, tornTail } = await recoverSequence(files, folder);
    if (tornTail !== undefined) {
      const { message, ...fields } = tornTail;
      logger.warn(message, { sequence: name, ...fields });
    }
    const waiters = new Set<() => void>();
    const retention = await Retention.open({
      name: folder,
      files,
      folder,
      segments,
      onClamped: (reader, stored, durable) => {
        const fields = { sequence: name, reader, stored, durable };
        logger.warn('a reader has passed more than the log holds: set back', fields);
      },
    });
    const collect = async (): Promise<void> => {
      try {
        await retention.collect();
      } catch (error) {
        // Tried again at the next release or rotation; until then only disk space is lost.
        logger.error('a released segment could not be deleted', { sequence: name, error });
      }
    };
    const writer = await openSegmentWriter({
      ...options,
      segments,
      onDurable: () => wakeAll(waiters),
      onRotated: () => void collect(),
    });
    return new WalSequence(options, { tornTail, segments, writer, retention, waiters });
  }

  /**
   * Resolves with the message's position once it is durable. Rejects with `BACK_PRESSURE` when too many
   * bytes wait for the disk (nothing was stored), with `WRITE_FAILED` when it is not known whether it
   * is stored. Positions follow the order of the calls. The bytes are copied at once.
   */
  append(input: WalInput): Promise<bigint> {
    return this.#queue.append(input);
  }

  /**
   * Appends many messages: all are refused or all accepted, and they get positions without a gap. After
   * a crash before it resolved, any number of the first ones may be there.
   */
  appendBatch(inputs: readonly WalInput[]): Promise<PositionRange> {
    return this.#queue.appendBatch(inputs);
  }

  /** Resolves when a message of `bytes` would not meet back-pressure. Others may be faster. */
  waitForRoom(bytes = 0): Promise<void> {
    return this.#queue.waitForRoom(bytes);
  }

  /**
   * The durable messages from position `from` on, in groups. Rejects with `POSITION_DELETED` (and
   * `firstKept`) when that position was released and is gone. A position not written yet is waited for
   * with `follow`, and gives nothing without. Reading ends when the log is closed.
   */
  read(from: bigint, options: WalReadOptions = {}): AsyncIterable<readonly WalMessage[]> {
    return readSequence(this.#view, from, options);
  }

  /** Starts a new segment behind everything appended so far. */
  rotate(): Promise<void> {
    return this.#queue.rotate();
  }

  /** Everything up to `position` is stored elsewhere. Segments go once every reader has passed them. */
  release(position: bigint): Promise<void> {
    return this.#retention.release(position);
  }

  /**
   * Registers a reader that has passed `position`: no later message goes before it has passed that, over
   * restarts too. A name that is registered already gets the new position, even an earlier one.
   */
  registerReader(name: string, position: bigint): Promise<void> {
    return this.#retention.register(name, position);
  }

  /** The reader has passed `position`. */
  advanceReader(name: string, position: bigint): Promise<void> {
    return this.#retention.advance(name, position);
  }

  unregisterReader(name: string): Promise<void> {
    return this.#retention.unregister(name);
  }

  state(): WalState {
    return {
      first: this.#segments[0]?.first ?? 1n,
      last: (this.#segments.at(-1)?.next ?? 1n) - 1n,
      segments: this.#segments.length,
      bytes: this.#segments.reduce((sum, { bytes }) => sum + bytes, 0),
      pendingBytes: this.#queue.pendingBytes,
      readers: new Map(this.#retention.readers),
    };
  }

  /** Waits for what was accepted, then closes. The folder's `close` does it too. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#queue.close();
    this.#isClosed = true;
    this.#wake();
    await this.#writer.close();
    await this.#retention.close();
  }
}

function wakeAll(waiters: Set<() => void>): void {
  for (const wake of [...waiters]) wake();
}

function nextChange(waiters: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      waiters.delete(wake);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    waiters.add(wake);
    signal?.addEventListener('abort', wake);
    if (signal?.aborted === true) wake();
  });
}
