import { sequenceOf, type IntentEntry } from '@assay/schemas';
import type { BuiltBatch, Gap } from '../batch.js';
import { markOf } from '../state/message-mark.js';
import { OrdinalRanges } from '../state/ordinal-ranges.js';
import { checksOf, LOST_WITH_LOG, storedChecks } from './message-checks.js';
import type { KeptFiles } from './memory.js';

/** Why a message that was announced is stored nowhere. */
const LOST = LOST_WITH_LOG;

/**
 * The whole of an unfinished batch: the files that stay, and `rebuilt` beside them. Its `files` are those
 * of `rebuilt`. A message is delivered when an event of it is stored; any other of the range is a gap, and
 * events that were announced and are stored nowhere are counted as lost.
 */
export function combine(intent: IntentEntry, kept: KeptFiles, rebuilt: BuiltBatch): BuiltBatch {
  const { from, to } = intent.range;
  const covered = coveredBy(kept, rebuilt);
  const gaps = gapsBetween(from, to, covered, knownGaps(intent, rebuilt));
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
    derivation: intent.derivation,
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

/** What is not covered of a range: gaps that were known before, and what is lost. */
function gapsBetween(
  from: bigint,
  to: bigint,
  covered: OrdinalRanges,
  known: readonly Gap[],
): Gap[] {
  const gaps: Gap[] = [];
  const add = (gap: Gap) => {
    const last = gaps.at(-1);
    if (gap.to < gap.from) {
      return;
    }
    if (last !== undefined && last.to + 1n === gap.from && last.reason === gap.reason) {
      gaps[gaps.length - 1] = { ...last, to: gap.to };
    } else {
      gaps.push(gap);
    }
  };
  let next = from;
  for (const range of [...covered.all, { from: to + 1n, to: to + 1n }]) {
    const end = range.from - 1n;
    for (const gap of known) {
      if (gap.to >= next && gap.from <= end) {
        const begin = gap.from > next ? gap.from : next;
        add({ from: next, to: begin - 1n, reason: LOST });
        add({ from: begin, to: gap.to < end ? gap.to : end, reason: gap.reason });
        next = (gap.to < end ? gap.to : end) + 1n;
      }
    }
    add({ from: next, to: end, reason: LOST });
    next = range.to + 1n;
  }
  return gaps;
}

/**
 * The gaps that were there when the batch was announced. An intent of an earlier release does not say
 * which these were: only its number of messages tells whether any are new.
 */
function knownGaps(intent: IntentEntry, rebuilt: BuiltBatch): readonly Gap[] {
  return intent.gaps ?? (rebuilt.delivered === intent.messages ? rebuilt.gaps : []);
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
  let passed = 0;
  const kept = [...known]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .filter(([sequence]) => {
      while (passed < gaps.length && gaps[passed].to < sequence) {
        passed += 1;
      }
      return passed === gaps.length || sequence < gaps[passed].from;
    });
  return kept.length === delivered ? Uint32Array.from(kept, ([, check]) => check) : undefined;
}
