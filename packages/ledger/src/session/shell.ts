import { encodeLedgerEntry, ledgerEntryKey, sha256Hex, type LedgerEntry } from '@assay/schemas';
import { StorageError, type ObjectSource } from '@assay/storage';
import { noFailpoint, nullLogger, nullMetrics, systemClock } from '@assay/telemetry';
import { LedgerError } from '../errors.js';
import type { Action, Observation } from '../protocol/action.js';
import { readEntries, readEntry } from '../read/read-entries.js';
import type { LoggedEntry } from '../state/apply-entry.js';
import { inspectPublished } from './inspect-file.js';
import { createLedgerMetrics, type LedgerMetrics } from './ledger-metrics.js';
import type { CommitSessionOptions } from './session-options.js';

/** An action with an outcome: not a rest, and not the end. */
export type Errand = Exclude<
  Action,
  { readonly kind: 'await-batch' } | { readonly kind: 'refuse-batch' } | { readonly kind: 'stop' }
>;

/** Creates in a row that may stay undecided before the session gives up. */
const MAX_UNDECIDED = 8;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Carries out what the protocol decided. Decides nothing itself. */
export class Shell {
  readonly metrics: LedgerMetrics;
  private readonly options: CommitSessionOptions;
  private undecidedInARow = 0;

  constructor(options: CommitSessionOptions) {
    const { metrics = nullMetrics, tier, shard } = options;
    this.options = options;
    this.metrics = createLedgerMetrics(metrics, tier, shard);
  }

  async carryOut(errand: Errand): Promise<Observation> {
    switch (errand.kind) {
      case 'read-entries':
        return { kind: 'entries', entries: await this.entriesAfter(errand.after) };
      case 'observe-source':
        return { kind: 'source', source: await this.options.log() };
      case 'create-entry':
        return this.createEntry(errand.entry);
      case 'read-entry':
        return this.readBack(errand.number, errand.own);
      case 'rebuild':
        return { kind: 'batch', batch: await this.options.rebuild(errand.unfinished) };
      case 'publish':
        return this.publish(errand.file.key, { file: errand.file.path }, errand.file.sha256);
      case 'inspect': {
        const found = await inspectPublished(this.options, errand.file, errand.intended);
        if (found !== undefined) {
          this.metrics.fileFound();
        }
        return { kind: 'file', found };
      }
    }
  }

  private async entriesAfter(after: number): Promise<readonly LoggedEntry[]> {
    const entries: LoggedEntry[] = [];
    for await (const group of readEntries(this.options, after)) {
      entries.push(...group);
    }
    return entries;
  }

  private async createEntry(entry: LedgerEntry): Promise<Observation> {
    const { tier, shard } = this.options;
    const bytes = encodeLedgerEntry(entry);
    await this.failpoint(`ledger.before-${entry.kind}`);
    const key = ledgerEntryKey(tier, shard, entry.number);
    const outcome = await this.create(key, { bytes }, sha256Hex(bytes));
    if (outcome.kind === 'created') {
      await this.entryIsThere(entry);
    }
    return outcome;
  }

  private async readBack(number: number, own: LedgerEntry | undefined): Promise<Observation> {
    const found = await readEntry(this.options, number);
    const isOwn =
      found !== undefined &&
      own !== undefined &&
      Buffer.compare(found.bytes, encodeLedgerEntry(own)) === 0;
    if (isOwn) {
      this.undecidedInARow = 0;
      await this.entryIsThere(own);
    }
    return { kind: 'entry', found, own: isOwn };
  }

  private async entryIsThere(entry: LedgerEntry): Promise<void> {
    this.metrics.entryCreated(entry.kind);
    await this.failpoint(`ledger.after-${entry.kind}`);
  }

  private async publish(key: string, source: ObjectSource, sha256: string): Promise<Observation> {
    const outcome = await this.create(key, source, sha256);
    if (outcome.kind === 'created') {
      this.metrics.filePublished();
      await this.failpoint('ledger.after-publish-file');
    }
    return outcome;
  }

  /** One attempt. After an undecided one the protocol looks first, then asks for the same again. */
  private async create(key: string, source: ObjectSource, sha256: string): Promise<Observation> {
    await this.pauseAfterUndecided(key);
    try {
      const outcome = await this.options.store.createIfAbsent(key, source);
      this.undecidedInARow = 0;
      return outcome === 'created' ? { kind: 'created', sha256 } : { kind: 'exists' };
    } catch (error) {
      if (!(error instanceof StorageError) || !(error.code === 'UNDECIDED' || error.retryable)) {
        throw error;
      }
      this.undecidedInARow += 1;
      this.metrics.undecided();
      this.logger.warn('create undecided, reading back', {
        key,
        attempt: this.undecidedInARow,
        error,
      });
      return { kind: 'undecided' };
    }
  }

  private async pauseAfterUndecided(key: string): Promise<void> {
    const times = this.undecidedInARow;
    if (times === 0) {
      return;
    }
    if (times >= MAX_UNDECIDED) {
      throw new LedgerError(
        'UNDECIDED',
        `ledger ${this.options.tier}/${this.options.shard}: expected the store to say whether ` +
          `${key} was created, was undecided ${times} times: check the store and start again`,
        { retryable: true },
      );
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (times - 1));
    await (this.options.clock ?? systemClock).sleep(pause);
  }

  private async failpoint(name: string): Promise<void> {
    await (this.options.failpoint ?? noFailpoint)(name);
  }

  private get logger() {
    return this.options.logger ?? nullLogger;
  }
}
