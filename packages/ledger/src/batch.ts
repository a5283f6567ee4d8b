import type { OrdinalRange } from './state/ordinal-ranges.js';
import type { CommitEntry, Derivation } from '@assay/schemas';

/** Why a batch was closed. */
export type CloseReason = CommitEntry['close_reason'];

/** Sequences `[from, to]` that neither a row nor a dead letter holds, and why (`retention`, …). */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
  /** Lower-case words joined by `-`. */
  readonly reason: string;
}

/**
 * Reasons of gaps whose messages were read and left out on purpose, for what they hold is in the lake or is
 * nothing: `own-publication`, `repeat`, `no-levels`. The last message of a batch may be one of them.
 */
export const LEFT_OUT_REASONS: ReadonlySet<string> = new Set([
  'own-publication',
  'repeat',
  'no-levels',
]);

/** Ordinals of a producer's run (`_run`, `_run_pos`) in a batch that follow one another. */
export interface RunProgress extends OrdinalRange {
  readonly run: string;
}

/** A message of the log, by which a later start recognises the log. */
export interface MessageMark {
  readonly sequence: bigint;
  /** ns, UTC; undefined where the log keeps no such time. */
  readonly serverTimeNs?: bigint | undefined;
  /** `messageFingerprint` of the message. */
  readonly sha256: string;
}

/** A message of the log as `messageCheck` of schemas sums it up. */
export interface MessageCheck {
  readonly sequence: bigint;
  readonly check: number;
}

/** A finished file on this machine, waiting to be published under `key`. */
export interface StagedFile {
  readonly key: string;
  readonly kind: 'rows' | 'dead-letters';
  readonly dataset: string;
  /** `symbol=ESZ5/date=2025-12-16/hour=14`; empty for dead letters. */
  readonly partition: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly positionDigest: string;
  /** Bounds of `ts_event_ns`, both inclusive; undefined for dead letters. */
  readonly minTsEventNs?: bigint | undefined;
  readonly maxTsEventNs?: bigint | undefined;
  /** The local file. */
  readonly path: string;
}

/**
 * One batch, built and not yet published: the range `[from, to]` of the log, which begins right after
 * what is committed, and the files that hold its events. Messages and gaps make up the whole range;
 * rows and dead letters make up all events.
 */
export interface BuiltBatch {
  readonly from: bigint;
  readonly to: bigint;
  /** Messages read. */
  readonly delivered: number;
  readonly events: number;
  readonly rows: number;
  readonly deadLetters: number;
  /** Ascending and disjoint, inside the range. */
  readonly gaps: readonly Gap[];
  readonly files: readonly StagedFile[];
  readonly closeReason: CloseReason;
  /** The last message delivered; undefined when there was none, only gaps. */
  readonly last?: MessageMark | undefined;
  readonly runs: readonly RunProgress[];
  readonly decodeFingerprint: string;
  readonly configFingerprint: string;
  /**
   * `messageCheck` of every message delivered, ascending by sequence. Without them a log that is rewound
   * into the middle of the batch is stored anew from the batch's start, and that is declared.
   */
  readonly checks?: Uint32Array | undefined;
  /** What the rows were derived from, where they were computed and not read from the log. */
  readonly derivation?: Derivation | undefined;
  /** Events that were announced and are lost with the log: set by the protocol, never by a caller. */
  readonly eventsLost?: number | undefined;
}

/** What the event log says of itself (`EventLog.state()` of `@assay/bus` fits). */
export interface SourceState {
  /** The log's name in operators' words. */
  readonly stream: string;
  /** Identity of its incarnation: changes when the log is deleted and made anew. */
  readonly created: string;
  readonly firstSequence: bigint;
  /** `firstSequence - 1` when the log is empty. */
  readonly lastSequence: bigint;
}
