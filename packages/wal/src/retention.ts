import { WalError } from './errors.js';
import type { WalFiles } from './files/wal-files.js';
import { readReaders, writeReaders } from './readers-file.js';
import type { Segment } from './segment.js';

/** What retention stands on. */
export interface RetentionOptions {
  readonly name: string;
  readonly files: WalFiles;
  readonly folder: string;
  /** Oldest first. Retention takes from the front, and never the last one. */
  readonly segments: Segment[];
  readonly onClamped: (reader: string, stored: bigint, durable: bigint) => void;
}

/**
 * Decides which segments may go: those that the release mark covers and every registered reader has
 * passed. The mark lives in memory only: whoever releases says it again after a restart. Readers'
 * positions are stored, but not at every step: a stored one that is too low only keeps more.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #readers: Map<string, bigint>;
  #stored: ReadonlyMap<string, bigint>;
  #released = 0n;
  /** One change after the other: two collections at once could leave a gap between segments. */
  #work: Promise<unknown> = Promise.resolve();

  private constructor(options: RetentionOptions, readers: Map<string, bigint>) {
    this.#options = options;
    this.#readers = readers;
    this.#stored = new Map(readers);
  }

  static async open(options: RetentionOptions): Promise<Retention> {
    const readers = await readReaders(options.files, options.folder);
    const durable = (options.segments.at(-1)?.next ?? 1n) - 1n;
    for (const [name, position] of readers) {
      if (position <= durable) continue;
      // The log lost its tail: what the reader passed there is not what will come.
      readers.set(name, durable);
      options.onClamped(name, position, durable);
    }
    return new Retention(options, readers);
  }

  /** Readers by name, and the last position each has passed. */
  get readers(): ReadonlyMap<string, bigint> {
    return this.#readers;
  }

  release(upTo: bigint): Promise<void> {
    return this.#inOrder(async () => {
      this.#assertDurable(upTo);
      if (upTo > this.#released) this.#released = upTo;
      await this.#collect();
    });
  }

  /** Registers a reader that has passed `position`, or sets an old one's position, back too. */
  register(name: string, position: bigint): Promise<void> {
    return this.#inOrder(async () => {
      if (name === '') {
        throw new WalError('BAD_MESSAGE', "a reader's name: expected text, was an empty string");
      }
      this.#assertDurable(position);
      const first = this.#options.segments[0]?.first ?? 1n;
      if (position < first - 1n) throw positionDeleted(this.#options.name, position + 1n, first);
      this.#readers.set(name, position);
      await this.#store();
    });
  }

  /** Notes that the reader has passed `position`; an earlier one than before changes nothing. */
  advance(name: string, position: bigint): Promise<void> {
    return this.#inOrder(async () => {
      const before = this.#readers.get(name);
      if (before === undefined) {
        throw new WalError(
          'UNKNOWN_READER',
          `${this.#options.name}: no reader '${name}' is registered; register it first`,
        );
      }
      this.#assertDurable(position);
      if (position <= before) return;
      this.#readers.set(name, position);
      await this.#storeIfItMatters(name, position);
      await this.#collect();
    });
  }

  unregister(name: string): Promise<void> {
    return this.#inOrder(async () => {
      if (!this.#readers.delete(name)) return;
      await this.#store();
      await this.#collect();
    });
  }

  /** Deletes what may go by now; to be called when a segment was closed. */
  collect(): Promise<void> {
    return this.#inOrder(() => this.#collect());
  }

  async close(): Promise<void> {
    await this.#inOrder(async () => {
      const changed = [...this.#readers].some(([name, at]) => this.#stored.get(name) !== at);
      if (changed) await this.#store();
    });
  }

  #inOrder(action: () => Promise<void>): Promise<void> {
    const done = this.#work.then(action);
    // The caller sees the error; the next action must not.
    this.#work = done.catch(() => undefined);
    return done;
  }

  #assertDurable(position: bigint): void {
    const durable = (this.#options.segments.at(-1)?.next ?? 1n) - 1n;
    if (position <= durable) return;
    throw new WalError(
      'POSITION_AHEAD',
      `${this.#options.name}: expected a position up to ${durable}, the last durable one, ` +
        `was ${position}; this log may have lost its tail since`,
    );
  }

  /** A stored position matters once it lets a segment go. */
  async #storeIfItMatters(name: string, position: bigint): Promise<void> {
    const stored = this.#stored.get(name) ?? 0n;
    const matters = this.#options.segments
      .slice(0, -1)
      .some(({ next }) => next - 1n > stored && next - 1n <= position);
    if (matters) await this.#store();
  }

  async #store(): Promise<void> {
    const readers = new Map(this.#readers);
    await writeReaders(this.#options.files, this.#options.folder, readers);
    this.#stored = readers;
  }

  async #collect(): Promise<void> {
    const { files, folder, segments } = this.#options;
    for (;;) {
      const oldest = segments[0];
      if (oldest === undefined || segments.length === 1) return;
      const last = oldest.next - 1n;
      if (last > this.#released) return;
      if ([...this.#readers.values()].some((passed) => passed < last)) return;
      // Out of the list first, so that no reader opens it; one that has it open reads on.
      segments.shift();
      try {
        await files.remove(oldest.path);
      } catch (error) {
        segments.unshift(oldest);
        throw error;
      }
      // One by one and oldest first: a power loss in between must not leave a gap.
      await files.syncFolder(folder);
    }
  }
}

/** The error of reading what is gone. */
export function positionDeleted(name: string, position: bigint, firstKept: bigint): WalError {
  return new WalError(
    'POSITION_DELETED',
    `${name}: position ${position} is not kept; the first one kept is ${firstKept}. ` +
      'Read on from there, and take what lies before from Bronze',
    { firstKept },
  );
}
