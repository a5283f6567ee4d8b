import type { SilverJoin } from '@assay/schemas';

/** Instants `[fromNs, toNs]` (ns, UTC) between two events with none in between. */
export interface SilentStretch {
  readonly fromNs: bigint;
  readonly toNs: bigint;
}

/** When events happened, and when none did, between the day's first and last. */
export interface TimeQuality {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
  /** Stretches longer than this are counted. */
  readonly thresholdNs: bigint;
  /** How many stretches are longer than the threshold. */
  readonly silentStretches: number;
  /** The longest stretches, above the threshold or not: longest first, at most five. */
  readonly longest: readonly SilentStretch[];
}

/**
 * What a source's `seq` counts. `channel`: all events of a channel of many instruments, so that what one
 * instrument passes over are the others' events and tells nothing of loss. `unknown`: nobody said.
 */
export type SequenceScope = 'channel' | 'unknown';

/** One source's sequence numbers, in total order of the rows. Rows without one are passed over. */
export interface SequenceQuality {
  readonly source: string;
  readonly scope: SequenceScope;
  /** Rows with a sequence number, and rows without. */
  readonly rows: number;
  readonly rowsWithout: number;
  /** Steps forward by more than one, and the numbers that they pass over. */
  readonly gaps: number;
  readonly missing: bigint;
  /** Rows with the number of the row before. */
  readonly repeated: number;
  /** Rows with a lower number than the row before. */
  readonly backward: number;
}

/** Rows of a book by how their best prices stand to each other. They add up to `rows`. */
export interface BookCounts {
  readonly rows: number;
  /** Both sides, and the bid above the offer. */
  readonly crossed: number;
  /** Both sides, and the bid equal to the offer. */
  readonly locked: number;
  /** Both sides, and the bid below the offer. */
  readonly proper: number;
  readonly bidOnly: number;
  readonly offerOnly: number;
  readonly empty: number;
}

export interface BookQuality {
  readonly updates: BookCounts;
  /** Rows that set the book instead of updating it; undefined where the dataset tells none apart. */
  readonly snapshots: BookCounts | undefined;
}

/** Contracts or shares traded by who crossed the spread. */
export interface AggressorQuality {
  readonly buyVolume: bigint;
  readonly sellVolume: bigint;
  /** In the middle, or the source does not say. */
  readonly unknownVolume: bigint;
}

/** `ts_recv_ns − ts_event_ns` of the rows: how late events became known. Exact, of all rows. */
export interface DelayQuality {
  readonly minNs: bigint;
  /** At least so many rows are at or below it: the lower of two in the middle. */
  readonly p50Ns: bigint;
  readonly p99Ns: bigint;
  readonly maxNs: bigint;
  /** Rows that say they were known before they happened: clocks that disagree. */
  readonly negative: number;
}

/**
 * How events arrived: per shard, epoch of its log and producer's run in the order of `_pos`, since a run
 * that is backfilled later is not late in itself. Over Bronze's rows, copies included.
 */
export interface ArrivalQuality {
  readonly runs: number;
  readonly thresholdNs: bigint;
  /** Rows that happened more than the threshold before a row of their run that arrived earlier. */
  readonly late: number;
  /** The most by which a row is behind the latest before it; 0 when all are in order. */
  readonly latestNs: bigint;
}

/** How the rows of a partition went from Bronze to Silver. */
export interface RowsQuality {
  /** Committed rows of Bronze; undefined for a dataset that is made inside Silver. */
  readonly bronze: number | undefined;
  /** Rows of the compacted hours' files. */
  readonly silver: number;
  /** Rows that compaction read for them: `silver + duplicatesRemoved`. */
  readonly read: number;
  readonly duplicatesRemoved: number;
  readonly ambiguousDuplicates: number;
  /** `duplicatesRemoved / read`; undefined when nothing was compacted. */
  readonly duplicateShare: number | undefined;
}

/** A compacted hour that is not made of what Bronze holds now, and why. */
export interface StaleHour {
  readonly hour: string | null;
  readonly reason: string;
}

/** Which of a partition's hours stand behind the figures; an hour is `00` to `23`, null for a whole day. */
export interface HoursQuality {
  /** Hours whose Silver rows are measured; an hour may be measured and have no row. */
  readonly measured: readonly (string | null)[];
  /** Of these, those that `compact` would rebuild, or refuse to. */
  readonly stale: readonly StaleHour[];
  /** Hours that Bronze holds rows of and Silver does not: nothing of them is measured. */
  readonly missing: readonly (string | null)[];
}

/**
 * One dataset's partition value on one date. Figures beyond `rows` and `hours` are of the measured hours,
 * and are undefined where the dataset has not the columns for them, or no row.
 */
export interface PartitionQuality {
  /** Id of the dataset, such as `futures.trades.v1`. */
  readonly dataset: string;
  /** A symbol or an underlying. */
  readonly partition: string;
  readonly hours: HoursQuality;
  readonly rows: RowsQuality;
  readonly time: TimeQuality | undefined;
  /** One for every source with a sequence number, by its name. */
  readonly sequence: readonly SequenceQuality[] | undefined;
  readonly book: BookQuality | undefined;
  /** Sum of `size`. */
  readonly volume: bigint | undefined;
  readonly aggressor: AggressorQuality | undefined;
  readonly delay: DelayQuality | undefined;
  /** Of Bronze's rows, measured hours or not. */
  readonly arrival: ArrivalQuality | undefined;
  /** What the join found; undefined where nothing is joined. */
  readonly enrichment: SilverJoin | undefined;
}

/** One contract of a futures product. */
export interface ContractShare {
  readonly symbol: string;
  readonly volume: bigint;
  /** Of the outrights' volume; undefined when they traded nothing. */
  readonly share: number | undefined;
}

/** How a product's volume is spread over its contracts. */
export interface ContractMix {
  readonly dataset: string;
  /** The product: `ES`. */
  readonly root: string;
  /** Largest volume first, then by symbol. */
  readonly outrights: readonly ContractShare[];
  readonly outrightVolume: bigint;
  /** Calendar spreads and other combinations never count as outrights. */
  readonly spreads: readonly { readonly symbol: string; readonly volume: bigint }[];
  readonly spreadVolume: bigint;
}

/** What is known of a UTC date's data. Plain data; times are `bigint` nanoseconds, UTC. */
export interface QualityReport {
  /** UTC date. */
  readonly date: string;
  /** By dataset, then by partition value (UTF-8 bytes). */
  readonly partitions: readonly PartitionQuality[];
  /** One for every dataset and futures product with a compacted row. */
  readonly contractMix: readonly ContractMix[];
}
