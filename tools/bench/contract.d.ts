/*
 * What a bench file is. `packages/<name>/bench/<topic>.bench.ts` (or below apps/) exports `benches`,
 * plain objects of these shapes; it imports nothing from here, so that no package depends on tools.
 */

/** One piece of work that is measured. */
export interface Bench {
  /** Short and unique, for `--only`: `wal-append`. */
  readonly name: string;
  /** Measures, and gives one or more rows. Whatever it makes goes below `context.folder`. */
  run(context: BenchContext): Promise<BenchRow | readonly BenchRow[]>;
}

export interface BenchContext {
  /** An empty folder, removed afterwards. */
  readonly folder: string;
  /** The folder of the real captures, when there is one. */
  readonly realData: string | undefined;
  /** Says on stderr what is going on. */
  log(line: string): void;
}

/** One line of the table. A figure without a bound measured in the same run says little. */
export interface BenchRow {
  /** What was done: `WAL append (Arrow IPC)`. */
  readonly work: string;
  /** On what: `1,000,000 ES trades`. */
  readonly input: string;
  readonly figure: number;
  /** `events/s`, `ms`, `MiB`. */
  readonly unit: string;
  /** The bound or peer, measured in the same run on the same input: `write + fsync: 900,000 events/s`. */
  readonly bound?: string;
  /** The figure over the bound's. */
  readonly ratio?: number;
  /** `≥ 0.8`, `p99 < 50 ms`. */
  readonly goal?: string;
  /** Whether the goal was met; absent when there is none. */
  readonly met?: boolean;
}
