import type { Failpoint } from '@assay/telemetry';
import { createBatchBuffer } from './batch-buffer.js';
import type { BatchBuffer } from './batch-buffer.js';
import { checkInput } from './check-input.js';
import { createDeferred } from './deferred.js';
import type { Deferred } from './deferred.js';
import { WalError } from './errors.js';
import type { WalInput } from './message.js';
import type { SegmentWriter } from './segment-writer.js';

/** The positions of one `appendBatch`, both included. */
export interface PositionRange {
  readonly first: bigint;
  readonly last: bigint;
}

/** What a commit queue stands on. */
export interface CommitQueueOptions {
  readonly name: string;
  readonly writer: SegmentWriter;
  /** The position of the first message to come. */
  readonly next: bigint;
  readonly maxPendingBytes: number;
  /** A batch larger than this is closed, so that no reader ever needs much memory. */
  readonly maxBatchBytes: number;
  readonly failpoint: Failpoint;
  /** Called after every group commit. */
  readonly onCommit: (messages: number, bytes: number) => void;
  readonly onFailure: (failure: WalError) => void;
}

const MAX_BATCH_ROWS = 65_536;
/** What a message costs beside its bytes and headers: position, subject, offsets. */
const MESSAGE_OVERHEAD_BYTES = 24;
const MAX_SPARE_BUFFERS = 8;

interface PendingBatch {
  readonly buffer: BatchBuffer;
  weight: number;
  /** One promise a batch, not a message: a hundred thousand outstanding are the normal case. */
  readonly durable: Deferred;
}

/**
 * Collects appends while the previous group is being written and synced; then writes them as one group,
 * syncs once, and resolves all their promises. After a failed write or fsync the queue refuses for good:
 * it is not known what is on disk, and asking the same file to sync again may answer yes wrongly (the
 * kernel drops pages it could not write). Opening the log again finds out.
 */
export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #next: bigint;
  #open: PendingBatch = newBatch(createBatchBuffer());
  #closedBatches: PendingBatch[] = [];
  readonly #spare: BatchBuffer[] = [];
  #pendingBytes = 0;
  #rotations: Deferred[] = [];
  #roomWaiters: { readonly weight: number; readonly room: Deferred }[] = [];
  #running: Promise<void> | undefined;
  #failure: WalError | undefined;
  #isClosed = false;

  constructor(options: CommitQueueOptions) {
    this.#options = options;
    this.#next = options.next;
  }

  /** Bytes accepted and not durable yet. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Why nothing is accepted any more; undefined while all is well. */
  get failure(): WalError | undefined {
    return this.#failure;
  }

  append(input: WalInput): Promise<bigint> {
    try {
      const headers = checkInput(input);
      this.#admit(weightOf(input, headers));
      const position = this.#push(input, headers);
      return this.#whenDurable(position);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** All of the messages or, when one is refused, none. They get positions without a gap. */
  appendBatch(inputs: readonly WalInput[]): Promise<PositionRange> {
    try {
      if (inputs.length === 0) {
        throw new WalError('BAD_MESSAGE', 'a batch: expected at least one message, was none');
      }
      const headers = inputs.map(checkInput);
      this.#admit(inputs.reduce((sum, input, row) => sum + weightOf(input, headers[row]), 0));
      const first = this.#next;
      inputs.forEach((input, row) => this.#push(input, headers[row]));
      return this.#whenDurable({ first, last: this.#next - 1n });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Resolves when `bytes` more would be accepted, or rejects when nothing will be any more. */
  async waitForRoom(bytes: number): Promise<void> {
    this.#assertUsable();
    if (this.#hasRoom(bytes)) return;
    const room = createDeferred();
    this.#roomWaiters.push({ weight: bytes, room });
    await room.promise;
  }

  /** Starts a new segment behind everything appended so far. */
  async rotate(): Promise<void> {
    this.#assertUsable();
    const rotated = createDeferred();
    this.#rotations.push(rotated);
    this.#start();
    await rotated.promise;
  }

  /** Refuses new messages, and resolves when those accepted are durable or rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    this.#settleRoom(new WalError('CLOSED', `${this.#options.name}: the log is closed`));
  }

  #assertUsable(): void {
    if (this.#failure !== undefined) {
      throw new WalError(
        'LOG_FAILED',
        `${this.#options.name}: an earlier write failed (${this.#failure.message}); ` +
          'mend its cause, then open the log again',
        { cause: this.#failure },
      );
    }
    if (this.#isClosed) throw new WalError('CLOSED', `${this.#options.name}: the log is closed`);
  }

  #hasRoom(weight: number): boolean {
    const { maxPendingBytes } = this.#options;
    return this.#pendingBytes === 0 || this.#pendingBytes + weight <= maxPendingBytes;
  }

  #admit(weight: number): void {
    this.#assertUsable();
    if (this.#hasRoom(weight)) return;
    throw new WalError(
      'BACK_PRESSURE',
      `${this.#options.name}: ${this.#pendingBytes} bytes wait for the disk, expected at most ` +
        `${this.#options.maxPendingBytes}; wait for room, then send it again`,
    );
  }

  #push(input: WalInput, headers: string | undefined): bigint {
    const { bytes, rows } = this.#open.buffer;
    const isFull = bytes + input.bytes.length > this.#options.maxBatchBytes;
    if (rows > 0 && (isFull || rows >= MAX_BATCH_ROWS)) {
      this.#closedBatches.push(this.#open);
      this.#open = newBatch(this.#spare.pop() ?? createBatchBuffer());
    }
    const weight = weightOf(input, headers);
    this.#open.buffer.push(input.subject, headers, input.bytes);
    this.#open.weight += weight;
    this.#pendingBytes += weight;
    const position = this.#next;
    this.#next += 1n;
    return position;
  }

  #whenDurable<T>(value: T): Promise<T> {
    this.#start();
    return this.#open.durable.promise.then(() => value);
  }

  #start(): void {
    // In a microtask: whatever is appended in one go becomes one group.
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  async #run(): Promise<void> {
    while (this.#failure === undefined) {
      const group = this.#takeGroup();
      const rotations = this.#rotations;
      if (group.length === 0 && rotations.length === 0) break;
      this.#rotations = [];
      try {
        if (group.length > 0) await this.#commit(group);
        for (const { durable } of group) durable.resolve();
        if (rotations.length > 0) await this.#options.writer.rotate();
        for (const rotated of rotations) rotated.resolve();
      } catch (error) {
        this.#fail(error, [...group.map(({ durable }) => durable), ...rotations]);
        break;
      }
      this.#recycle(group);
    }
    this.#running = undefined;
  }

  async #commit(group: readonly PendingBatch[]): Promise<void> {
    const { writer, failpoint } = this.#options;
    await failpoint('wal.before-write');
    for (const { buffer } of group) await writer.write(buffer.columns());
    await failpoint('wal.after-write');
    await writer.sync();
    await failpoint('wal.after-fsync');
  }

  #takeGroup(): PendingBatch[] {
    const group = this.#closedBatches;
    if (this.#open.buffer.rows > 0) {
      group.push(this.#open);
      this.#open = newBatch(this.#spare.pop() ?? createBatchBuffer());
    }
    this.#closedBatches = [];
    return group;
  }

  #recycle(group: readonly PendingBatch[]): void {
    let messages = 0;
    let bytes = 0;
    for (const { buffer, weight } of group) {
      messages += buffer.rows;
      bytes += buffer.bytes;
      this.#pendingBytes -= weight;
      if (this.#spare.length < MAX_SPARE_BUFFERS && buffer.bytes <= this.#options.maxBatchBytes) {
        buffer.reset();
        this.#spare.push(buffer);
      }
    }
    this.#options.onCommit(messages, bytes);
    this.#settleRoom();
  }

  #settleRoom(error?: WalError): void {
    const waiting = this.#roomWaiters;
    this.#roomWaiters = [];
    for (const waiter of waiting) {
      if (error !== undefined) waiter.room.reject(error);
      else if (this.#hasRoom(waiter.weight)) waiter.room.resolve();
      else this.#roomWaiters.push(waiter);
    }
  }

  #fail(cause: unknown, waiting: readonly Deferred[]): void {
    const failure = cause instanceof WalError ? cause : writeFailed(this.#options.name, cause);
    this.#failure = failure;
    this.#options.onFailure(failure);
    const later = this.#takeGroup().map(({ durable }) => durable);
    const rotations = this.#rotations;
    this.#rotations = [];
    for (const one of [...waiting, ...later, ...rotations]) one.reject(failure);
    this.#pendingBytes = 0;
    this.#settleRoom(failure);
  }
}

const newBatch = (buffer: BatchBuffer): PendingBatch => ({
  buffer,
  weight: 0,
  durable: createDeferred(),
});

const weightOf = (input: WalInput, headers: string | undefined): number =>
  input.bytes.length + (headers?.length ?? 0) + MESSAGE_OVERHEAD_BYTES;

function writeFailed(name: string, cause: unknown): WalError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WalError(
    'WRITE_FAILED',
    `${name}: writing failed (${reason}); whether the message is stored shows when the log is ` +
      'opened again',
    { cause },
  );
}
