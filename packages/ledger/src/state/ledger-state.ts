import {
  NO_ENTRY_SHA256,
  type Derivation,
  type IntentEntry,
  type LedgerTier,
} from '@assay/schemas';
import type { MessageMark } from '../batch.js';

/** The lineage that sequences count in. */
export interface Epoch {
  readonly epoch: number;
  readonly stream: string;
  readonly created: string;
  /** Number of the entry that began it. */
  readonly entry: number;
  /** The first sequence that belongs to it. */
  readonly firstSequence: bigint;
}

/**
 * What one epoch stored of a log: its commits after entry `after`, up to entry `upTo`, and of them only
 * the sequences up to `to`. What it stored beyond `to` was lost by the log, and is another line's.
 */
export interface Stretch {
  readonly epoch: number;
  readonly after: number;
  readonly upTo: number;
  readonly to: bigint;
  /** The last message up to `to`; undefined where none is known. */
  readonly last: MessageMark | undefined;
}

/**
 * What is stored of one incarnation of the log, as it was at one time: its epochs one after another, the
 * sequences of each going on where those before end. A log that is rewound leaves one line and goes on in
 * another, which shares its beginning.
 */
export interface Line {
  /** Identity of the incarnation. */
  readonly created: string;
  readonly stretches: readonly Stretch[];
}

/** A shard that is written no more, because all of it is elsewhere. */
export interface ShardSeal {
  readonly reason: string;
  /** A lake's URI, or the shard that follows. */
  readonly place: string;
  /** Number of the seal entry. */
  readonly entry: number;
}

/**
 * What a writer needs to know of a shard's log: the fold of its entries. Immutable plain data, and small
 * whatever the log's length.
 */
export interface LedgerState {
  readonly tier: LedgerTier;
  readonly shard: string;
  /** Number and SHA-256 of the last entry; 0 and 64 zeros when there is none. */
  readonly head: number;
  readonly headSha256: string;
  /** Number of claims so far, and who made the last. */
  readonly fence: number;
  readonly owner: string | undefined;
  readonly epoch: Epoch | undefined;
  /** What the epochs before this one stored of the log that it goes on in; oldest first. */
  readonly continued: readonly Stretch[];
  /** Lines that were left for another one: a log that returns to one goes on where it agrees. */
  readonly left: readonly Line[];
  /** The last sequence stored in this epoch; one less than its first while nothing is. */
  readonly committedTo: bigint;
  /** The last message stored of this line. */
  readonly last: MessageMark | undefined;
  /** What the rows of the last commit were derived from; undefined where they were read from a log. */
  readonly derivation: Derivation | undefined;
  /** An intent without its commit. */
  readonly openIntent: IntentEntry | undefined;
  /** Set once the whole shard is sealed. */
  readonly seal: ShardSeal | undefined;
}

/** The state of a shard that nobody has written yet. */
export function emptyLedger(tier: LedgerTier, shard: string): LedgerState {
  return {
    tier,
    shard,
    head: 0,
    headSha256: NO_ENTRY_SHA256,
    fence: 0,
    owner: undefined,
    epoch: undefined,
    continued: [],
    left: [],
    committedTo: 0n,
    last: undefined,
    derivation: undefined,
    openIntent: undefined,
    seal: undefined,
  };
}

/** The line that is being written, up to its head; undefined before the first epoch. */
export function currentLine(state: LedgerState): Line | undefined {
  const { epoch, continued, committedTo, last, head } = state;
  if (epoch === undefined) {
    return undefined;
  }
  // Without a commit there is nothing to search, however many claims there are.
  const upTo = committedTo < epoch.firstSequence ? epoch.entry : head;
  const stretch = { epoch: epoch.epoch, after: epoch.entry, upTo, to: committedTo, last };
  return { created: epoch.created, stretches: [...continued, stretch] };
}

/** The last sequence stored of a line. */
export function endOf(line: Line): bigint {
  return line.stretches.at(-1)?.to ?? 0n;
}

/** A line's stretches up to sequence `to` of `epoch`, the last of them cut there. */
export function cutLine(
  line: Line,
  cut: { readonly epoch: number; readonly to: bigint; readonly last: MessageMark | undefined },
): readonly Stretch[] | undefined {
  const index = line.stretches.findIndex(({ epoch }) => epoch === cut.epoch);
  const stretch = line.stretches.at(index);
  if (index === -1 || stretch === undefined || cut.to > stretch.to) {
    return undefined;
  }
  return [...line.stretches.slice(0, index), { ...stretch, to: cut.to, last: cut.last }];
}
