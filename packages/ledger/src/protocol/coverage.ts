import type { FileRecord } from '@assay/schemas';
import { LEFT_OUT_REASONS, type BuiltBatch, type Gap } from '../batch.js';
import type { LedgerState } from '../state/ledger-state.js';

/**
 * The coverage equation: why a batch does not account for every message and event of the range after
 * what is committed, as "expected …, was …"; undefined when it does.
 */
export function coverageProblem(
  state: LedgerState,
  batch: BuiltBatch,
  adopted: readonly FileRecord[] = [],
): string | undefined {
  return (
    rangeProblem(state, batch) ??
    messageProblem(batch) ??
    eventProblem(batch) ??
    fileProblem(batch, adopted) ??
    lastProblem(batch)
  );
}

function rangeProblem(state: LedgerState, { from, to }: BuiltBatch): string | undefined {
  const next = state.committedTo + 1n;
  if (from !== next) {
    return `expected the batch to begin at ${next}, was ${from} (declare what is missing as a gap)`;
  }
  return to < from ? `expected a range, was ${from} to ${to}` : undefined;
}

/** Messages and gaps make up the range; gaps are ascending and disjoint. */
function messageProblem(batch: BuiltBatch): string | undefined {
  const { from, to, delivered, gaps } = batch;
  let next = from;
  let missing = 0n;
  for (const gap of gaps) {
    if (gap.from < next || gap.to < gap.from || gap.to > to) {
      return `expected ascending gaps inside ${from} to ${to}, was ${gap.from} to ${gap.to}`;
    }
    next = gap.to + 1n;
    missing += gap.to - gap.from + 1n;
  }
  const covered = BigInt(delivered) + missing;
  const width = to - from + 1n;
  return covered === width
    ? undefined
    : `expected ${width} messages and gaps, was ${delivered} messages and ${missing} in gaps`;
}

/** Every event is a row or a dead letter, and every message holds at least one event. */
function eventProblem({ delivered, events, rows, deadLetters }: BuiltBatch): string | undefined {
  if (events !== rows + deadLetters) {
    return `expected ${events} events, was ${rows} rows and ${deadLetters} dead letters`;
  }
  return events < delivered
    ? `expected an event or a dead letter of each of ${delivered} messages, was ${events}`
    : undefined;
}

function fileProblem(
  { files, rows, deadLetters }: BuiltBatch,
  adopted: readonly FileRecord[],
): string | undefined {
  const stored = { rows: 0, 'dead-letters': 0 };
  const keys = new Set<string>();
  for (const file of [...adopted, ...files]) {
    if (file.rows < 1 || keys.has(file.key)) {
      return `expected every file once and with rows, was ${file.key} with ${file.rows}`;
    }
    stored[file.kind] += file.rows;
    keys.add(file.key);
  }
  return stored.rows === rows && stored['dead-letters'] === deadLetters
    ? undefined
    : `expected ${rows} rows and ${deadLetters} dead letters in files, ` +
        `was ${stored.rows} and ${stored['dead-letters']}`;
}

/** The last message is the range's end, or what a gap at its end leaves; one that was left out was read. */
function lastProblem(batch: BuiltBatch): string | undefined {
  const { from, to, delivered, gaps, last } = batch;
  if (batch.eventsLost !== undefined) {
    // What was announced last may be lost, and tells the log all the same.
    return undefined;
  }
  const isLeftOut = ({ reason }: Gap) => LEFT_OUT_REASONS.has(reason);
  if (delivered === 0 && !gaps.some(isLeftOut)) {
    return last === undefined ? undefined : `expected no last message, was ${last.sequence}`;
  }
  let end = to;
  for (const gap of gaps.toReversed()) {
    if (gap.to !== end || isLeftOut(gap)) {
      break;
    }
    end = gap.from - 1n;
  }
  return last?.sequence === end && end >= from
    ? undefined
    : `expected the last message to be ${end}, was ${last?.sequence ?? 'none'}`;
}
