import { sequenceOf, type IntentEntry } from '@assay/schemas';
import type { BuiltBatch, Gap } from '../batch.js';
import { markOf } from '../state/message-mark.js';
import { OrdinalRanges } from '../state/ordinal-ranges.js';
import { checksOf, storedChecks } from './message-checks.js';
import type { KeptFiles } from './memory.js';

/** Why a message that was announced is stored nowhere. */
const LOST = 'lost-with-log';

/**
 * The whole of an unfinished batch: the files that stay, and `rebuilt` beside them. Its `files` are those
 * of `rebuilt`. A message is delivered when an event of it is stored; any other of the range is a gap, and
 * events that were announced and are stored nowhere are counted as lost.
 */
export function combine(intent: IntentEntry, kept: KeptFiles, rebuilt: BuiltBatch): BuiltBatch {
  const { from, to } = intent.range;
  const covered = coveredBy(kept, rebuilt);
  const gaps = gapsBetween(from, to, covered, (sequence) => reasonOf(intent, rebuilt, sequence));
  const missing = gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1n, 0n);
  const delivered = Number(to - from + 1n - missing);
  const count = (kind: string) =>
    kept.adopted.reduce((sum, file) => sum + (file.kind === kind ? file.rows : 0), 0);
  const rows = rebuilt.rows + count('rows');
  const deadLetters = rebuilt.deadLetters + count('dead-letters');
  const events = rows + deadLetters;
  const announced = intent.events + (intent.events_lost ?? 0);
  const isLossy = rebuilt.to < to || rebuilt.delivered < intent.messages;
  return {
    ...rebuilt,
    from,
    to,
    delivered,
    events,
    rows,
    deadLetters,
    gaps,
    last: markOf(intent.last) ?? rebuilt.last,
    checks: checksFor(intent, rebuilt, gaps, delivered),
    eventsLost: isLossy ? Math.max(0, announced - events) : intent.events_lost,
  };
}

/** Sequences of which the lake will hold an event, or a dead letter. */
function coveredBy({ positions }: KeptFiles, rebuilt: BuiltBatch): OrdinalRanges {
  const covered = new OrdinalRanges();
  let next = rebuilt.from;
  for (const gap of rebuilt.gaps) {
    covered.add({ from: next, to: gap.from - 1n });
    next = gap.to + 1n;
  }
  covered.add({ from: next, to: rebuilt.to });
  for (const sequence of new Set([...positions].map(sequenceOf))) {
    covered.add({ from: sequence, to: sequence });
  }
  return covered;
}

/** What is not covered of a range, cut wherever the reason changes. */
function gapsBetween(
  from: bigint,
  to: bigint,
  covered: OrdinalRanges,
  reason: (sequence: bigint) => string,
): Gap[] {
  const gaps: Gap[] = [];
  let next = from;
  for (const range of [...covered.all, { from: to + 1n, to: to + 1n }]) {
    for (; next < range.from; next += 1n) {
      const last = gaps.at(-1);
      const why = reason(next);
      if (last !== undefined && last.to + 1n === next && last.reason === why) {
        gaps[gaps.length - 1] = { ...last, to: next };
      } else {
        gaps.push({ from: next, to: next, reason: why });
      }
    }
    next = range.to + 1n;
  }
  return gaps;
}

function reasonOf(intent: IntentEntry, rebuilt: BuiltBatch, sequence: bigint): string {
  const holds = ({ from, to }: Gap) => from <= sequence && sequence <= to;
  const announced = intent.gaps?.find(holds);
  // An intent of an earlier release does not say which were gaps: only its number of messages tells.
  const isUnsaid = intent.gaps === undefined && rebuilt.delivered === intent.messages;
  return announced?.reason ?? (isUnsaid ? rebuilt.gaps.find(holds)?.reason : undefined) ?? LOST;
}

/** The check of each message delivered, as announced or as read; undefined where one is unknown. */
function checksFor(
  intent: IntentEntry,
  rebuilt: BuiltBatch,
  gaps: readonly Gap[],
  delivered: number,
): Uint32Array | undefined {
  const known = checksOf(rebuilt) ?? new Map<bigint, number>();
  for (const { sequence, check } of storedChecks([intent]) ?? []) {
    known.set(sequence, check);
  }
  for (const gap of gaps) {
    for (let sequence = gap.from; sequence <= gap.to; sequence += 1n) {
      known.delete(sequence);
    }
  }
  const ascending = [...known].sort(([one], [other]) => (one < other ? -1 : 1));
  return known.size === delivered ? Uint32Array.from(ascending, ([, check]) => check) : undefined;
}
