import type { OutgoingMessage } from '@assay/bus';
import type { EngineBatch, EngineGold } from '@assay/gold';
import { publishedLevels } from '@assay/schemas';
import type { LevelSnapshot } from '@assay/signals';
import type { Clock, Failpoint } from '@assay/telemetry';

/** What committing needs. */
export interface GoldCommitsParts {
  readonly gold: EngineGold;
  readonly fingerprint: string;
  readonly clock: Clock;
  readonly failpoint: Failpoint;
  /** Resolves once all are acknowledged; false: it was given up, as the runner ends. */
  readonly publish: (messages: readonly OutgoingMessage[]) => Promise<boolean>;
  /** What the rows that wait came of, as of now; undefined where neither an instant was made nor a message read. */
  readonly capture: () => Omit<EngineBatch, 'snapshots'> | undefined;
  /** Told after every commit. */
  readonly onStored: (batch: EngineBatch) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
}

/** Rows at which whoever makes more is to wait: so many times a commit's. */
const MOST_WAITING = 40;
/** A state is stored after so long, also when no row waits: what was read is not read again then. */
const STATE_SECONDS = 30;
const MS = 1_000;

/**
 * Snapshots that wait for Gold. One commit is under way at a time; what is made meanwhile waits for the next. A
 * tick is published once it is stored.
 */
export class GoldCommits {
  rowsStored = 0;
  private readonly parts: GoldCommitsParts;
  private waiting: LevelSnapshot[] = [];
  private rows = 0;
  private sinceMs: number;
  private storedMs: number;
  private underWay: Promise<void> | undefined;
  /** What is stored is not all published: the next start does that for the last commit, so none may follow it. */
  private isUnpublished = false;

  constructor(parts: GoldCommitsParts) {
    this.parts = parts;
    this.sinceMs = parts.clock.monotonicMs();
    this.storedMs = this.sinceMs;
  }

  /** Takes a snapshot; one that is stored already is left out. */
  add(snapshot: LevelSnapshot): void {
    const { gold, clock } = this.parts;
    const { lastTickNs } = gold;
    if (lastTickNs !== undefined && snapshot.tsEventNs <= lastTickNs) {
      return;
    }
    if (this.rows === 0) {
      this.sinceMs = clock.monotonicMs();
    }
    this.waiting.push(snapshot);
    this.rows += snapshot.rows.length;
  }

  /** Begins a commit where it is time and none is under way. Never throws: failures are told. */
  poll(): void {
    const { gold, clock, onFailure } = this.parts;
    if (this.underWay !== undefined || this.isUnpublished) {
      return;
    }
    const isDue = this.rows > 0 && gold.due(this.rows, this.sinceMs) !== undefined;
    const isOld = clock.monotonicMs() - this.storedMs >= STATE_SECONDS * MS;
    if (isDue || isOld) {
      this.underWay = this.commit()
        .catch(onFailure)
        .finally(() => {
          this.underWay = undefined;
        });
    }
  }

  /** Resolves when there is room for more rows. */
  async room(): Promise<void> {
    while (this.rows >= MOST_WAITING * 500 && this.underWay !== undefined) {
      await this.underWay;
    }
  }

  /** Stores all that waits, or the state alone. */
  async flush(): Promise<void> {
    await this.underWay;
    if (!this.isUnpublished) {
      await this.commit();
    }
  }

  /** Waits for the commit under way. */
  async settled(): Promise<void> {
    await this.underWay;
  }

  private async commit(): Promise<void> {
    const { gold, clock, failpoint, capture, publish, fingerprint, onStored } = this.parts;
    this.storedMs = clock.monotonicMs();
    const captured = capture();
    if (captured === undefined) {
      return;
    }
    const batch = { ...captured, snapshots: this.waiting };
    this.waiting = [];
    this.rows = 0;
    await gold.commit(batch);
    this.rowsStored += batch.snapshots.reduce((sum, { rows }) => sum + rows.length, 0);
    await failpoint('replay.after-commit');
    const ticks = batch.snapshots.map(({ rows }) => publishedLevels(fingerprint, rows));
    this.isUnpublished = !(await publish(ticks));
    await failpoint('replay.after-publish');
    await onStored(batch);
  }
}
