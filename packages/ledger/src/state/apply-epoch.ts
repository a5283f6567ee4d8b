import type { EpochEntry } from '@assay/schemas';
import { expectThat } from './expect-that.js';
import { currentLine, cutLine, endOf, type LedgerState, type Line } from './ledger-state.js';
import { markOf } from './message-mark.js';

/**
 * The state after an epoch began: the line that was written is left, unless it goes on as a whole, and
 * the new one begins with what it continues of a line that was left.
 *
 * @param before the state before the entry, `next` the same with the entry as its head
 */
export function applyEpoch(before: LedgerState, next: LedgerState, entry: EpochEntry): LedgerState {
  expectThat(entry, 'epoch', (before.epoch?.epoch ?? 0) + 1, entry.epoch);
  expectThat(entry, 'open intent', undefined, before.openIntent?.number);
  const current = currentLine(before);
  const lines = current === undefined ? before.left : [...before.left, current];
  const ofLog = lines.filter(({ created }) => created === entry.stream_created);
  const isKnown = entry.reason === 'returned' || entry.reason === 'rewound';
  expectThat(entry, 'a log that was stored before', isKnown, ofLog.length > 0);
  const continued = continuedBy(entry, ofLog);
  const end = continued.stretches.at(-1);
  if (end !== undefined) {
    expectThat(entry, 'first_seq', end.to + 1n, entry.first_seq);
  }
  return {
    ...next,
    epoch: {
      epoch: entry.epoch,
      stream: entry.stream,
      created: entry.stream_created,
      entry: entry.number,
      firstSequence: entry.first_seq,
    },
    continued: continued.stretches,
    // A line that goes on where it ended is not left behind.
    left: lines.filter((line) => line !== continued.whole),
    committedTo: entry.first_seq - 1n,
    last: end?.last,
  };
}

interface Continued {
  readonly stretches: Line['stretches'];
  /** The line that is continued, where it is continued from its end. */
  readonly whole?: Line | undefined;
}

function continuedBy(entry: EpochEntry, lines: readonly Line[]): Continued {
  const { continues, reason } = entry;
  if (reason !== 'returned' && reason !== 'rewound') {
    return { stretches: [] };
  }
  if (continues === undefined || continues === null) {
    // Written before lines were told apart: the log went on where it was left.
    const whole = lines.findLast((line) => endOf(line) + 1n === entry.first_seq);
    expectThat(entry, 'a log that was left right before', true, whole !== undefined);
    return { stretches: whole?.stretches ?? [], whole };
  }
  const cut = { epoch: continues.epoch, to: continues.seq_to, last: markOf(continues.last) };
  for (const line of lines.toReversed()) {
    const stretches = cutLine(line, cut);
    if (stretches !== undefined) {
      const isWhole = stretches.length === line.stretches.length && cut.to === endOf(line);
      return { stretches, whole: isWhole ? line : undefined };
    }
  }
  expectThat(entry, 'an epoch that stored what it continues', true, false);
  return { stretches: [] };
}
