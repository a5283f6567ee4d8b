import {
  encodeLedgerEntry,
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerLogFolder,
  ledgerSegmentFolder,
  ledgerSegmentKey,
  ledgerSegmentRange,
  NO_ENTRY_SHA256,
  parseLedgerEntry,
  parseLedgerSegment,
  SchemaError,
  segmentLines,
  sha256Hex,
  type LedgerEntry,
  type LedgerSegment,
  type SegmentRange,
} from '@assay/schemas';
import { listSegments, segmentOf } from '../segments/list-segments.js';
import type { ChainProblemKind, ReportProblem } from './chain-problem.js';
import type { InspectedEntry } from './inspect-chain.js';
import { readIfThere, type LedgerPlace } from './read-entries.js';

/** A log's objects, as `inspectChain` reads them: what is wrong with one is reported, not thrown. */
export class ChainObjects {
  /** Number of the last entry that any object holds. */
  readonly last: number;
  private readonly place: LedgerPlace;
  private readonly report: ReportProblem;
  private readonly singles: ReadonlySet<number>;
  private segments: readonly SegmentRange[];
  /** The segment read last, and the SHA-256 of its header, which the next one has to name. */
  private before: { readonly to: number; readonly headerSha256: string | undefined };

  private constructor(
    place: LedgerPlace,
    report: ReportProblem,
    singles: ReadonlySet<number>,
    segments: readonly SegmentRange[],
  ) {
    this.place = place;
    this.report = report;
    this.singles = singles;
    this.segments = segments;
    this.before = { to: 0, headerSha256: NO_ENTRY_SHA256 };
    this.last = Math.max(0, ...[...singles].slice(-1), ...segments.map(({ to }) => to));
  }

  /** Single entries first: one that is removed meanwhile is in a segment by then. */
  static async list(place: LedgerPlace, report: ReportProblem): Promise<ChainObjects> {
    const { store, tier, shard } = place;
    const foreign = (key: string, expected: string) => {
      report({ kind: 'foreign-object', key, expected, was: 'another object' });
    };
    const singles = new Set<number>();
    for await (const { key } of store.list(ledgerLogFolder(tier, shard))) {
      const number = ledgerEntryNumber(tier, shard, key);
      if (number === undefined) {
        foreign(key, 'numbered entries only');
      } else {
        singles.add(number);
      }
    }
    const segments: SegmentRange[] = [];
    for await (const { key } of store.list(ledgerSegmentFolder(tier, shard))) {
      const range = ledgerSegmentRange(tier, shard, key);
      if (range === undefined || range.from <= (segments.at(-1)?.to ?? 0)) {
        foreign(key, `segments, each of entries after ${segments.at(-1)?.to ?? 0}`);
      } else {
        segments.push(range);
      }
    }
    return new ChainObjects(place, report, singles, segments);
  }

  segmentAt(number: number): SegmentRange | undefined {
    return segmentOf(this.segments, number);
  }

  /** Number of the first entry after `number` that is in a segment. */
  nextSegment(number: number): number {
    return this.segments.find(({ from }) => from > number)?.from ?? Number.MAX_SAFE_INTEGER;
  }

  async readSingle(number: number): Promise<InspectedEntry> {
    const key = this.entryKey(number);
    const bytes = await readIfThere(this.place.store, key);
    if (bytes !== undefined) {
      return this.inspect(number, key, bytes);
    }
    this.segments = await listSegments(this.place);
    const segment = segmentOf(this.segments, number);
    const [entry] = segment === undefined ? [] : await this.readSegment(segment, number);
    if (entry !== undefined) {
      return entry;
    }
    const expected = `entry ${number}, for later ones exist`;
    this.report({ kind: 'entry-missing', key, expected, was: 'none' });
    return { number, key, sha256: undefined, entry: undefined };
  }

  /** The entries of a segment from `next` on. */
  async readSegment(range: SegmentRange, next: number): Promise<readonly InspectedEntry[]> {
    const { store, tier, shard } = this.place;
    const key = ledgerSegmentKey(tier, shard, range);
    const bytes = await store.read(key);
    this.checkSegment(range, key, bytes);
    const lines = segmentLines(bytes).slice(1);
    const found: InspectedEntry[] = [];
    for (let number = next; number <= range.to; number += 1) {
      const line = lines.at(number - range.from);
      if (line === undefined) {
        const expected = `entry ${number} in a segment to ${range.to}`;
        this.report({ kind: 'entry-missing', key, expected, was: 'none' });
        found.push({ number, key, sha256: undefined, entry: undefined });
      } else {
        found.push(this.inspect(number, key, line));
        await this.compareSingle(number, key, line);
      }
    }
    return found;
  }

  private checkSegment(range: SegmentRange, key: string, bytes: Uint8Array): void {
    const { tier, shard } = this.place;
    const segment = this.attempt('segment-altered', key, 'a segment as it was written', () =>
      parseLedgerSegment(bytes, key),
    );
    const { to, headerSha256 } = this.before;
    const expected = to === range.from - 1 ? headerSha256 : undefined;
    this.before = { to: range.to, headerSha256: segment?.headerSha256 };
    if (segment === undefined) {
      return;
    }
    const { header } = segment;
    const compare = (what: string, should: string | undefined, was: string | undefined) => {
      if (should !== undefined && should !== was) {
        const wanted = `${what} ${should}`;
        this.report({ kind: 'segment-altered', key, expected: wanted, was: was ?? 'none' });
      }
    };
    compare('entries', `${tier}/${shard} ${range.from} to ${range.to}`, entriesOf(segment));
    compare('prev_segment_sha256', expected, header.prev_segment_sha256);
    const { lines } = segment;
    compare('last_sha256', sha256Hex(lines[lines.length - 1]), header.last_sha256);
  }

  /** A single entry beside the segment that holds it has to be the same. */
  private async compareSingle(number: number, segment: string, line: Uint8Array): Promise<void> {
    if (!this.singles.has(number)) {
      return;
    }
    const key = this.entryKey(number);
    const bytes = await readIfThere(this.place.store, key);
    if (bytes !== undefined && Buffer.compare(bytes, line) !== 0) {
      const expected = `the bytes of entry ${number} in ${segment}`;
      this.report({ kind: 'entry-differs', key, expected, was: 'others' });
    }
  }

  private inspect(number: number, key: string, bytes: Uint8Array): InspectedEntry {
    const entry = this.attempt<LedgerEntry>('entry-unreadable', key, `entry ${number}`, () =>
      parseLedgerEntry(bytes, key),
    );
    // The same entry always has the same bytes: even a blank more was not written by a writer.
    if (entry !== undefined && Buffer.compare(encodeLedgerEntry(entry), bytes) !== 0) {
      const expected = `entry ${number} in the bytes that a writer makes of it`;
      this.report({ kind: 'entry-altered', key, expected, was: 'others' });
    }
    return { number, key, sha256: sha256Hex(bytes), entry };
  }

  private attempt<Value>(
    kind: ChainProblemKind,
    key: string,
    expected: string,
    act: () => Value,
  ): Value | undefined {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof SchemaError)) {
        throw error;
      }
      this.report({ kind, key, expected, was: error.message.replace(`${key}: `, '') });
      return undefined;
    }
  }

  private entryKey(number: number): string {
    return ledgerEntryKey(this.place.tier, this.place.shard, number);
  }
}

function entriesOf({ header }: LedgerSegment): string {
  return `${header.tier}/${header.shard} ${header.from} to ${header.to}`;
}
