import type { ShardPosition } from '../hand-over/positions.js';

/** What a runner is doing. */
export type RunnerPhase =
  | 'starting'
  /** Another process runs this engine: it waits until that one is gone. */
  | 'standby'
  /** Rows of Bronze are read. */
  | 'catching-up'
  | 'live'
  /** A session begins, and Bronze does not hold yet all that came before it. */
  | 'waiting-for-bronze'
  | 'stopped'
  | 'failed';

/** Where a runner stands. */
export interface RunnerStatus {
  readonly phase: RunnerPhase;
  /** Why it waits or has failed. */
  readonly problem: string | undefined;
  /** Date of the open session. */
  readonly session: string | undefined;
  /** The last instant made, and the last one stored. */
  readonly lastTickNs: bigint | undefined;
  readonly storedTickNs: bigint | undefined;
  /** The last message taken in of each log. */
  readonly positions: readonly ShardPosition[];
  /** Rows taken in since the start, and rows that Gold stored. */
  readonly rowsRead: number;
  readonly rowsStored: number;
  /** Events that came after the instant that they belong to. */
  readonly missed: number;
}

/** Runs one level engine over live logs. Make it with `createSignalRunner`. */
export interface SignalRunner extends AsyncDisposable {
  /**
   * Resolves once the engine's shard of Gold is held and reading begins, or once it stands by. Rejects when
   * it cannot start.
   */
  start(): Promise<void>;
  /** Stores what is made by now, and lets go of the shard. Rejects with what it failed of, if it did. */
  stop(): Promise<void>;
  /** Resolves when it has stopped, rejects when it cannot go on. */
  readonly done: Promise<void>;
  status(): RunnerStatus;
}
