import type { CommitEntry } from '@assay/ledger';

/**
 * The coverage equation in a commit's own numbers: messages and gaps make up the range, rows and dead
 * letters make up the events, the files hold them all. Every way in which they do not, as what was
 * expected and what was there.
 */
export function equationProblems(entry: CommitEntry): { expected: string; was: string }[] {
  return [...rangeProblems(entry), ...eventProblems(entry), ...lastProblems(entry)];
}

function rangeProblems({ seq_from: from, seq_to: to, gaps, delivered }: CommitEntry) {
  const problems: { expected: string; was: string }[] = [];
  let next = from;
  let missing = 0n;
  for (const gap of gaps) {
    if (gap.from < next || gap.to < gap.from || gap.to > to) {
      problems.push({
        expected: `ascending gaps inside ${from} to ${to}`,
        was: `${gap.from} to ${gap.to}`,
      });
    }
    next = gap.to + 1n;
    missing += gap.to - gap.from + 1n;
  }
  if (BigInt(delivered) + missing !== to - from + 1n) {
    problems.push({
      expected: `${to - from + 1n} messages and gaps`,
      was: `${delivered} messages and ${missing} in gaps`,
    });
  }
  return problems;
}

function eventProblems({ delivered, events, rows, dead_letters: letters, files }: CommitEntry) {
  const problems: { expected: string; was: string }[] = [];
  if (events !== rows + letters) {
    problems.push({
      expected: `${events} events`,
      was: `${rows} rows and ${letters} dead letters`,
    });
  }
  if (events < delivered) {
    problems.push({ expected: `an event of each of ${delivered} messages`, was: String(events) });
  }
  const stored = { rows: 0, 'dead-letters': 0 };
  for (const file of files) {
    stored[file.kind] += file.rows;
    if (file.rows < 1) {
      problems.push({ expected: `rows in ${file.key}`, was: String(file.rows) });
    }
  }
  if (stored.rows !== rows || stored['dead-letters'] !== letters) {
    problems.push({
      expected: `${rows} rows and ${letters} dead letters in files`,
      was: `${stored.rows} and ${stored['dead-letters']}`,
    });
  }
  return problems;
}

/** The last message is the range's end, or what a gap at its end leaves. */
function lastProblems(entry: CommitEntry) {
  const { seq_from: from, seq_to: to, delivered, gaps, last, events_lost: lost = 0 } = entry;
  if (lost > 0 && last !== null && from <= last.seq && last.seq <= to) {
    // What was announced last may be lost, and tells the log all the same.
    return [];
  }
  let end = to;
  for (const gap of gaps.toReversed()) {
    if (gap.to !== end) {
      break;
    }
    end = gap.from - 1n;
  }
  const expected = delivered === 0 ? undefined : end;
  return last?.seq === expected
    ? []
    : [{ expected: `last message ${expected ?? 'none'}`, was: `${last?.seq ?? 'none'}` }];
}
