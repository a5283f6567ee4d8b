import { encodeLedgerEntry, ledgerEntryKey, sha256Hex, type LedgerEntry } from '@assay/schemas';
import { StorageError, type CreateOutcome } from '@assay/storage';
import { noFailpoint, nullLogger, nullMetrics, systemClock } from '@assay/telemetry';
import { LedgerError } from '../errors.js';
import type { StagedFile } from '../batch.js';
import type {
  Action,
  AnnouncedFile,
  CreateResult,
  ExaminedFile,
  FoundFile,
  Observation,
} from '../protocol/action.js';
import { readEntries, readEntry } from '../read/read-entries.js';
import { createEntry } from '../segments/create-entry.js';
import type { LoggedEntry } from '../state/apply-entry.js';
import { inLanes } from './in-lanes.js';
import { examinePublished, inspectPublished } from './inspect-file.js';
import { createLedgerMetrics, type LedgerMetrics } from './ledger-metrics.js';
import { observeLog } from './observe-log.js';
import type { CommitSessionOptions } from './session-options.js';

/** An action with an outcome: not a rest, and not the end. */
export type Errand = Exclude<
  Action,
  { readonly kind: 'await-batch' } | { readonly kind: 'refuse-batch' } | { readonly kind: 'stop' }
>;

/** Creates in a row that may stay undecided before the session gives up. */
const MAX_UNDECIDED = 8;
/** Files that are published, or looked at, side by side. */
const LANES = 8;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Carries out what the protocol decided. Decides nothing itself. */
export class Shell {
  readonly metrics: LedgerMetrics;
  private readonly options: CommitSessionOptions;
  private undecidedInARow = 0;
  /** The store's words for the last of them. */
  private lastUndecided: StorageError | undefined;

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
        return { kind: 'source', ...(await observeLog(this.options, errand.ledger)) };
      case 'create-entry':
        return this.createEntry(errand.entry);
      case 'read-entry':
        return this.readBack(errand.number, errand.own);
      case 'rebuild':
        return { kind: 'batch', batch: await this.options.rebuild(errand.unfinished) };
      case 'publish':
        return { kind: 'published', results: await this.publish(errand.files) };
      case 'inspect':
        return { kind: 'files', found: await this.inspect(errand.files) };
      case 'examine':
        return { kind: 'examined', found: await this.examine(errand.keys) };
      case 'close':
        return { kind: 'closed', results: await this.close(errand.keys) };
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
    await this.pauseAfterUndecided(key);
    const result = await this.create(key, () => createEntry(this.options, entry, bytes));
    this.countUndecided([result]);
    if (result !== 'created') {
      return { kind: result };
    }
    await this.entryIsThere(entry);
    return { kind: 'created', sha256: sha256Hex(bytes) };
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

  private async publish(files: readonly StagedFile[]): Promise<readonly CreateResult[]> {
    const { store } = this.options;
    await this.pauseAfterUndecided(files[0].key);
    const results = await inLanes(
      LANES,
      files.map(({ key, path }) => async () => {
        const file = { file: path };
        const result = await this.create(key, () => store.createIfAbsent(key, file));
        if (result === 'created') {
          this.metrics.filePublished();
          await this.failpoint('ledger.after-publish-file');
        }
        return result;
      }),
    );
    this.countUndecided(results);
    return results;
  }

  private async inspect(
    files: readonly AnnouncedFile[],
  ): Promise<readonly (FoundFile | undefined)[]> {
    const found = await inLanes(
      LANES,
      files.map(
        ({ file, intended }) =>
          () =>
            inspectPublished(this.options, file, intended),
      ),
    );
    found.filter((each) => each !== undefined).forEach(() => this.metrics.fileFound());
    return found;
  }

  private examine(keys: readonly string[]): Promise<readonly (ExaminedFile | undefined)[]> {
    return inLanes(
      LANES,
      keys.map((key) => () => examinePublished(this.options, key)),
    );
  }

  private async close(keys: readonly string[]): Promise<readonly CreateResult[]> {
    const { closeName, store, tier, shard } = this.options;
    if (closeName === undefined) {
      throw new LedgerError(
        'DECODER_CHANGED',
        `ledger ${tier}/${shard}: expected an unfinished batch that can be finished as it was ` +
          `announced, was one that gives other files: this writer cannot close names such as ${keys[0]}`,
      );
    }
    await this.pauseAfterUndecided(keys[0]);
    const results = await inLanes(
      LANES,
      keys.map((key) => async () => {
        const { path } = await closeName(key);
        const file = { file: path };
        const result = await this.create(key, () => store.createIfAbsent(key, file));
        if (result === 'created') {
          this.metrics.nameClosed();
          await this.failpoint('ledger.after-close-name');
        }
        return result;
      }),
    );
    this.countUndecided(results);
    return results;
  }

  /** One attempt. After an undecided one the protocol looks first, then asks for the same again. */
  private async create(key: string, attempt: () => Promise<CreateOutcome>): Promise<CreateResult> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StorageError) || !(error.code === 'UNDECIDED' || error.retryable)) {
        throw error;
      }
      this.lastUndecided = error;
      this.metrics.undecided();
      this.logger.warn('create undecided, reading back', {
        key,
        attempt: this.undecidedInARow + 1,
        error,
      });
      return 'undecided';
    }
  }

  /** Files that are published side by side count as one attempt: they mostly fail for one reason. */
  private countUndecided(results: readonly CreateResult[]): void {
    this.undecidedInARow = results.includes('undecided') ? this.undecidedInARow + 1 : 0;
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
        { retryable: true, cause: this.lastUndecided },
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
