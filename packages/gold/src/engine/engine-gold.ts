import type { Derivation, LevelSignal } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { Clock, Failpoint, Logger, Metrics, Randomness } from '@assay/telemetry';
import type { QueryOptions } from '@assay/query';
import type { GoldLimits } from '../limits.js';

/** What an engine says of a batch beside its rows; where its state lies is known when it is stored. */
export type EngineDerivation = Omit<Derivation, 'state' | 'fingerprint'>;

/** The rows of one instant of the engine's grid. */
export interface TickRows {
  readonly tsEventNs: bigint;
  /** At least one, all of this instant and of the shard's underlying. */
  readonly rows: readonly LevelSignal[];
}

/** What an engine hands over to be stored at once. */
export interface EngineBatch {
  /** Instants that have rows, ascending, all after the last one stored and up to `last_tick_ns`. */
  readonly snapshots: readonly TickRows[];
  readonly derivation: EngineDerivation;
  /** The engine's state right after `last_tick_ns`. */
  readonly state: Uint8Array;
}

/** Where an engine goes on: its state after the last instant stored, and what that came of. */
export interface RestoredEngine {
  readonly state: Uint8Array;
  readonly derivation: Derivation;
}

/** How to open the shard that an engine's own rows are stored in. */
export interface EngineGoldOptions {
  readonly store: ObjectStore;
  /** `signals-<underlying>`. */
  readonly shard: string;
  readonly underlying: string;
  /** Of everything that decides the rows beside the inputs: another one begins a new epoch. */
  readonly fingerprint: string;
  /** Local folder for files being built. */
  readonly stagingFolder: string;
  readonly limits?: Partial<GoldLimits>;
  readonly query?: QueryOptions;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  readonly failpoint?: Failpoint;
}

/** The exactly-once store of one engine's rows. Make it with `openEngineGold`. */
export interface EngineGold extends AsyncDisposable {
  /** Undefined: nothing is stored, or the last commit is another fingerprint's (`previous`). */
  readonly restored: RestoredEngine | undefined;
  /**
   * What the last commit of another fingerprint was derived from: nothing at or before its
   * `last_tick_ns` may be stored again.
   */
  readonly previous: Derivation | undefined;
  /** Number of the epoch that commits count in. */
  readonly epoch: number;
  /** The last instant stored, by whatever fingerprint; undefined while nothing is. */
  readonly lastTickNs: bigint | undefined;
  /**
   * Whether so much is waiting that it is time for a commit: the reason, or undefined.
   *
   * @param waitingRows rows handed to nobody yet
   * @param sinceMs monotonic milliseconds when the first of them was made
   */
  due(waitingRows: number, sinceMs: number): 'events' | 'age' | undefined;
  /** Stores rows and state as one: after this, a restart goes on behind `last_tick_ns`. */
  commit(batch: EngineBatch): Promise<EngineCommit>;
  /** Waits for a commit under way. Closing twice is no error. */
  close(): Promise<void>;
}

/** What a commit stored. */
export interface EngineCommit {
  /** Sequences of its instants; a sequence is an instant's place among those of the epoch. */
  readonly from: bigint;
  readonly to: bigint;
  readonly rows: number;
  readonly derivation: Derivation;
}
