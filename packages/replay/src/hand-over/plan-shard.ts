import { BusError, type EventLog, type LogState, type MessageMark } from '@assay/bus';
import type { LedgerFold } from '@assay/ledger';
import { ReplayError } from '../errors.js';
import type { ShardPosition } from './positions.js';

/** A position that a reader has reached, and what it knows of the log there. */
export interface ReachedPosition extends ShardPosition {
  /** `created` of the log that it was read from; undefined where nobody remembers. */
  readonly created?: string | undefined;
  /** The message there. */
  readonly mark?: MessageMark | undefined;
}

/** Where one shard's rows come from. */
export interface ShardPlan {
  readonly shard: string;
  readonly log: EventLog;
  /** The epoch, and the incarnation of the log, that live messages count in. */
  readonly epoch: number;
  readonly created: string;
  /** What Bronze stores is given up to here; undefined: nothing of Bronze is needed. */
  readonly stored: ShardPosition | undefined;
  /** Rows of Bronze behind here; undefined: from its beginning. */
  readonly after: ShardPosition | undefined;
  /** The first message of the log that is read. */
  readonly liveFrom: bigint;
  /** Messages that neither Bronze nor the log holds, both ends included; undefined for none. */
  readonly missing: { readonly from: bigint; readonly to: bigint } | undefined;
}

/**
 * A plan, or why there can be none from this position: what was read up to there is not what the lake holds, so
 * that whoever came that far has to begin anew.
 */
export type ShardDecision =
  | { readonly plan: ShardPlan; readonly lost?: undefined }
  | { readonly plan?: undefined; readonly lost: string };

/** A shard and its log, and how its commit log in Bronze is read now. */
export interface PlannedSource {
  readonly shard: string;
  readonly log: EventLog;
  /** Undefined, or a fold without an epoch: Bronze stores nothing of it yet. */
  readonly readFold: () => Promise<LedgerFold | undefined>;
}

/**
 * Fixes where Bronze ends and the log begins. What the log still holds is read from it; what it let go of comes
 * from Bronze, up to what Bronze has committed by now. Throws `LINEAGE_CHANGED` (retryable) while the log is
 * another one than Bronze knows.
 */
export async function planShard(
  { shard, log, readFold }: PlannedSource,
  from: ReachedPosition | undefined,
): Promise<ShardDecision> {
  // What the log had let go of before Bronze is looked at is in Bronze, or nowhere.
  const before = await log.state();
  const fold = await readFold();
  const source = await log.state();
  const ledger = fold?.state;
  const known = ledger?.epoch;
  // Bronze counts its first epoch 1, whatever the log.
  const epoch = known?.epoch ?? 1;
  const storedTo = known === undefined ? undefined : ledger?.committedTo;
  if (known !== undefined && storedTo !== undefined) {
    await checkLog(shard, log, source, { created: known.created, storedTo, last: ledger?.last });
  }
  const stored = storedTo === undefined ? undefined : { shard, epoch, sequence: storedTo };
  const base = { shard, log, epoch, created: source.created };
  const startAt = (next: bigint) => {
    const first = before.firstSequence;
    return next >= first
      ? { liveFrom: next, missing: undefined }
      : { liveFrom: first, missing: { from: next, to: first - 1n } };
  };
  if (from === undefined) {
    const next =
      storedTo === undefined ? { liveFrom: source.firstSequence } : startAt(storedTo + 1n);
    return { plan: { ...base, stored, after: undefined, missing: undefined, ...next } };
  }
  const lost =
    from.epoch === epoch
      ? await lostHere(log, source, from)
      : lostBefore(ledger === undefined ? [] : stretchesOf(ledger), from);
  if (lost !== undefined) {
    return { lost: `shard ${shard}: ${lost}` };
  }
  const isHere = from.epoch === epoch;
  const isInLog = isHere && from.sequence + 1n >= source.firstSequence;
  if (isInLog || stored === undefined || (isHere && from.sequence >= stored.sequence)) {
    const next = startAt(isHere ? from.sequence + 1n : source.firstSequence);
    return { plan: { ...base, stored: undefined, after: undefined, ...next } };
  }
  return { plan: { ...base, stored, after: from, ...startAt(stored.sequence + 1n) } };
}

/** Throws `LINEAGE_CHANGED` unless the log is the one that Bronze stored. */
async function checkLog(
  shard: string,
  log: EventLog,
  source: LogState,
  stored: {
    readonly created: string;
    readonly storedTo: bigint;
    readonly last: MessageMarkLike | undefined;
  },
): Promise<void> {
  const { created, storedTo, last } = stored;
  if (source.created !== created) {
    throw changed(shard, `expected the log made ${created}, was ${source.created}`);
  }
  if (source.lastSequence < storedTo) {
    throw changed(shard, `expected messages up to ${storedTo}, was up to ${source.lastSequence}`);
  }
  const held = last === undefined ? undefined : await log.markAt(last.sequence);
  if (held !== undefined && held.sha256 !== last?.sha256) {
    throw changed(shard, `expected message ${held.sequence} as Bronze stored it, was another one`);
  }
}

type MessageMarkLike = Pick<MessageMark, 'sequence' | 'sha256'>;

/** Why a position of the present epoch is no place to go on from. */
async function lostHere(
  log: EventLog,
  source: LogState,
  { sequence, created, mark }: ReachedPosition,
): Promise<string | undefined> {
  if (created !== undefined && created !== source.created) {
    return `was read from the log made ${created}, is the one made ${source.created}`;
  }
  if (sequence > source.lastSequence) {
    return `was read up to message ${sequence}, ends at ${source.lastSequence}: its tail was lost`;
  }
  const held = mark === undefined ? undefined : await markAt(log, mark.sequence);
  return held !== undefined && held.sha256 !== mark?.sha256
    ? `message ${held.sequence} is another one than was read: the log lost its tail`
    : undefined;
}

interface Stored {
  readonly epoch: number;
  readonly to: bigint;
}

function stretchesOf({ continued, left }: LedgerFold['state']): Stored[] {
  return [...continued, ...left.flatMap(({ stretches }) => stretches)];
}

/** Why a position of an epoch that has ended is no place to go on from: Bronze did not store all of it. */
function lostBefore(
  stretches: readonly Stored[],
  { epoch, sequence }: ReachedPosition,
): string | undefined {
  const ends = stretches.filter((each) => each.epoch === epoch).map(({ to }) => to);
  const end = ends.reduce((one, other) => (one > other ? one : other), 0n);
  return sequence <= end
    ? undefined
    : `was read up to message ${sequence} of epoch ${epoch}, of which Bronze stored up to ${end}`;
}

async function markAt(log: EventLog, sequence: bigint): Promise<MessageMark | undefined> {
  return sequence < 1n ? undefined : log.markAt(sequence);
}

function changed(shard: string, what: string): ReplayError {
  return new ReplayError(
    'LINEAGE_CHANGED',
    `shard ${shard}: ${what}: let Bronze open its next epoch (start its writer), then start again`,
  );
}

/** What ends a reading of a log, as this package says it. */
export function asReplayError(shard: string, error: unknown): unknown {
  const isOther =
    error instanceof BusError &&
    ['LOG_REWOUND', 'LOG_REPLACED', 'LOG_DELETED'].includes(error.code);
  return isOther
    ? new ReplayError(
        'LINEAGE_CHANGED',
        `shard ${shard}: ${error.message}: let Bronze open its next epoch, then start again`,
        { cause: error },
      )
    : error;
}
