import { BusError } from '@assay/bus';
import { ReplayError } from '../errors.js';
/**
 * Fixes where Bronze ends and the log begins. What the log still holds is read from it; what it let go of comes
 * from Bronze, up to what Bronze has committed by now. Throws `LINEAGE_CHANGED` (retryable) while the log is
 * another one than Bronze knows.
 *
 * @param fold the shard's log in Bronze; undefined or without an epoch: Bronze stores nothing of it yet
 */
export async function planShard({ shard, log }, fold, from) {
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
  if (from === undefined) {
    const liveFrom = storedTo === undefined ? source.firstSequence : storedTo + 1n;
    return { plan: { ...base, stored, after: undefined, liveFrom } };
  }
  const lost =
    from.epoch === epoch
      ? await lostHere(log, source, from)
      : lostBefore(ledger === undefined ? [] : stretchesOf(ledger), from);
  if (lost !== undefined) {
    return { lost: `shard ${shard}: ${lost}` };
  }
  const isInLog = from.epoch === epoch && from.sequence + 1n >= source.firstSequence;
  if (isInLog || stored === undefined) {
    const liveFrom = from.epoch === epoch ? from.sequence + 1n : source.firstSequence;
    return { plan: { ...base, stored: undefined, after: undefined, liveFrom } };
  }
  const isAhead = from.epoch === epoch && from.sequence > stored.sequence;
  const liveFrom = (isAhead ? from.sequence : stored.sequence) + 1n;
  return { plan: { ...base, stored: isAhead ? undefined : stored, after: from, liveFrom } };
}
/** Throws `LINEAGE_CHANGED` unless the log is the one that Bronze stored. */
async function checkLog(shard, log, source, stored) {
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
/** Why a position of the present epoch is no place to go on from. */
async function lostHere(log, source, { sequence, created, mark }) {
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
function stretchesOf({ continued, left }) {
  return [...continued, ...left.flatMap(({ stretches }) => stretches)];
}
/** Why a position of an epoch that has ended is no place to go on from: Bronze did not store all of it. */
function lostBefore(stretches, { epoch, sequence }) {
  const ends = stretches.filter((each) => each.epoch === epoch).map(({ to }) => to);
  const end = ends.reduce((one, other) => (one > other ? one : other), 0n);
  return sequence <= end
    ? undefined
    : `was read up to message ${sequence} of epoch ${epoch}, of which Bronze stored up to ${end}`;
}
async function markAt(log, sequence) {
  return sequence < 1n ? undefined : log.markAt(sequence);
}
function changed(shard, what) {
  return new ReplayError(
    'LINEAGE_CHANGED',
    `shard ${shard}: ${what}: let Bronze open its next epoch (start its writer), then start again`,
  );
}
/** What ends a reading of a log, as this package says it. */
export function asReplayError(shard, error) {
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
//# sourceMappingURL=plan-shard.js.map
