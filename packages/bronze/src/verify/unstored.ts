import type { Findings } from './problem.js';

/** Why messages that were given up are no problem: they were announced, and gone from the log then. */
const GIVEN_UP = 'lost-with-log';

/** Runs of sequences that a problem names; the rest is counted. */
const NAMED_RUNS = 10;

interface Unstored {
  readonly object: string;
  readonly reason: string | undefined;
  readonly runs: { from: bigint; to: bigint }[];
  messages: number;
}

/** Collects the messages that a log holds and no commit stored, one problem for all that one entry explains. */
export class UnstoredMessages {
  private readonly found = new Map<string, Unstored>();
  private readonly shard: string;

  constructor(shard: string) {
    this.shard = shard;
  }

  /**
   * Messages come in ascending order.
   *
   * @param object key of the entry that accounts for the sequence, or should
   * @param reason of the gap that declares it missing; undefined when none does
   */
  add(sequence: bigint, object: string, reason: string | undefined): void {
    const name = `${object} ${reason ?? ''}`;
    const known = this.found.get(name) ?? { object, reason, runs: [], messages: 0 };
    this.found.set(name, known);
    known.messages += 1;
    const last = known.runs.at(-1);
    if (last?.to === sequence - 1n) {
      last.to = sequence;
    } else if (known.runs.length < NAMED_RUNS) {
      known.runs.push({ from: sequence, to: sequence });
    }
  }

  report(findings: Findings): void {
    for (const { object, reason, runs, messages } of this.found.values()) {
      if (reason === GIVEN_UP) {
        findings.note('given-up', object, messages);
        continue;
      }
      const named = runs.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
      const more = BigInt(messages) - named;
      const list = runs.map(({ from, to }) => (from === to ? `${from}` : `${from} to ${to}`));
      const were =
        `${messages === 1 ? 'message' : 'messages'} ${list.join(', ')}` +
        (more === 0n ? '' : ` and ${more} more`);
      const expected = `every message of shard ${this.shard} that the log holds in a commit`;
      const why = reason === undefined ? 'in none' : `declared missing (${reason})`;
      findings.problem('message-not-stored', object, expected, `${were} ${why}`);
    }
  }
}
