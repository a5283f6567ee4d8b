import { encodeChecks, type LedgerEntry } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { MessageMark, SourceState } from '../../src/batch.js';
import { findAgreement, type Agreement } from '../../src/protocol/agreement.js';
import type { Answer, Question } from '../../src/protocol/search.js';
import { emptyLedger, type LedgerState } from '../../src/state/ledger-state.js';
import { SOURCE } from '../support/scene.js';

const BATCH = 10;

/** A log as a list of names by sequence, undefined where a message is gone. */
type Names = readonly (string | undefined)[];

const named = (from: number, to: number, suffix = ''): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}${suffix}`);

const markOf = (names: Names, sequence: number): MessageMark | undefined => {
  const name = names[sequence - 1];
  return name === undefined ? undefined : { sequence: BigInt(sequence), sha256: name };
};

const checkOf = (name: string) =>
  Buffer.from(name).reduce((sum, letter) => (sum * 31 + letter) >>> 0, 7);

/** Entry `2n` and `2n + 1`: intent and commit of the n-th ten messages; entry 1 begins the epoch. */
function entryOf(stored: Names, number: number, withChecks: boolean): LedgerEntry {
  const batch = Math.floor(number / 2);
  const [from, to] = [(batch - 1) * BATCH + 1, batch * BATCH];
  const mark = markOf(stored, to);
  const last = { seq: BigInt(to), server_ts: null, sha256: mark?.sha256 ?? '' };
  const range = { from: BigInt(from), to: BigInt(to) };
  const checks = Uint32Array.from(stored.slice(from - 1, to), (name) => checkOf(name ?? ''));
  const entry =
    number % 2 === 0
      ? {
          kind: 'intent',
          range,
          messages: BATCH,
          gaps: [],
          ...(withChecks ? { checks: encodeChecks(checks) } : {}),
        }
      : { kind: 'commit', seq_from: range.from, seq_to: range.to, last };
  return { ...entry, number } as unknown as LedgerEntry;
}

/** A shard that stored `batches` times ten messages of one log. */
function storedState(stored: Names, batches: number): LedgerState {
  const to = batches * BATCH;
  return {
    ...emptyLedger('bronze', 'market'),
    head: batches * 2 + 1,
    epoch: { epoch: 1, stream: 'market', created: 'once', entry: 1, firstSequence: 1n },
    committedTo: BigInt(to),
    last: markOf(stored, to),
  };
}

function search(
  state: LedgerState,
  stored: Names,
  now: Names,
  { first = 1, withChecks = true, created = 'once' } = {},
): { agreement: Agreement | undefined; asked: Question[] } {
  const source: SourceState = {
    ...SOURCE,
    created,
    firstSequence: BigInt(first),
    lastSequence: BigInt(now.length),
  };
  const held: Names = now.map((name, index) => (index + 1 < first ? undefined : name));
  const answer = (question: Question): Answer => {
    switch (question.ask) {
      case 'mark':
        return { mark: markOf(held, Number(question.sequence)) };
      case 'entry':
        return { entry: entryOf(stored, question.number, withChecks) };
      case 'checks': {
        const wanted = held.slice(Number(question.from) - 1, Number(question.to));
        return {
          checks: wanted.flatMap((name, index) =>
            name === undefined
              ? []
              : [{ sequence: question.from + BigInt(index), check: checkOf(name) }],
          ),
        };
      }
    }
  };
  const asked: Question[] = [];
  const steps = findAgreement(state, source);
  let step = steps.next();
  while (step.done !== true) {
    asked.push(step.value);
    step = steps.next(answer(step.value));
  }
  return { agreement: step.value, asked };
}

const STORED = named(1, 1_000);

describe('findAgreement', () => {
  it('asks for one message where the log goes on', () => {
    const { agreement, asked } = search(storedState(STORED, 100), STORED, named(1, 1_200));
    expect(agreement).toMatchObject({ to: 1_000n, isWhole: true, isCurrent: true });
    expect(asked).toEqual([{ ask: 'mark', sequence: 1_000n }]);
  });

  it.each<[string, Names, number]>([
    ['ends at a commit', named(1, 990), 990],
    ['ends inside a batch', named(1, 985), 985],
    ['ends far before', named(1, 17), 17],
    ['ends before the first commit', named(1, 3), 3],
    ['lost everything', [], 0],
    ['lost a tail and reached further', [...named(1, 985), ...named(986, 2_000, "'")], 985],
    ['differs from a commit on', [...named(1, 500), ...named(501, 1_500, "'")], 500],
    ['differs in its last message', [...named(1, 999), "m1000'"], 999],
    ['differs from its first message on', named(1, 1_500, "'"), 0],
  ])('finds the very message after which a log differs that %s', (_, now, to) => {
    const { agreement, asked } = search(storedState(STORED, 100), STORED, now);
    expect(agreement).toMatchObject({ epoch: 1, to: BigInt(to), isWhole: false });
    expect(agreement?.maybe).toBeUndefined();
    expect(agreement?.last?.sequence ?? 0n).toBe(BigInt(to));
    expect(asked.length).toBeLessThan(40);
  });

  it.each(Array.from({ length: 41 }, (_, length) => length))(
    'is exact for a log that was cut after %i of 40 messages',
    (kept) => {
      const now = [...named(1, kept), ...named(kept + 1, 60, "'")];
      const { agreement } = search(storedState(STORED, 4), STORED, now);
      expect(agreement).toMatchObject({ to: BigInt(kept), isWhole: kept === 40 });
    },
  );

  it('names what may be stored twice where batches were stored without checks', () => {
    const now = [...named(1, 985), ...named(986, 2_000, "'")];
    const { agreement } = search(storedState(STORED, 100), STORED, now, { withChecks: false });
    expect(agreement).toMatchObject({ to: 980n, maybe: { from: 981n, to: 989n } });
  });

  it('takes what retention took for what it was', () => {
    const state = storedState(STORED, 100);
    const gone = search(state, STORED, named(1, 1_200), { first: 1_101 });
    expect(gone.agreement).toMatchObject({ isWhole: true, to: 1_000n });
    const rest = [...named(1, 950), ...named(951, 1_200, "'")];
    expect(search(state, STORED, rest, { first: 700 }).agreement).toMatchObject({ to: 950n });
  });

  it('goes by the message before where somebody deleted the last one', () => {
    const now: (string | undefined)[] = named(1, 1_200);
    now[999] = undefined;
    expect(search(storedState(STORED, 100), STORED, now).agreement).toMatchObject({
      isWhole: true,
    });
    const other: (string | undefined)[] = [...named(1, 444), ...named(445, 1_200, "'")];
    other[999] = undefined;
    expect(search(storedState(STORED, 100), STORED, other).agreement).toMatchObject({ to: 444n });
  });

  it('knows nothing of an incarnation that was never stored', () => {
    const { agreement } = search(storedState(STORED, 100), STORED, STORED, { created: 'again' });
    expect(agreement).toBeUndefined();
  });

  it('prefers the line that the log holds further', () => {
    const state = storedState(STORED, 4);
    const stretch = { epoch: 1, after: 1, upTo: 9, to: 40n, last: markOf(STORED, 40) };
    const begun: LedgerState = {
      ...state,
      head: 10,
      epoch: { epoch: 2, stream: 'market', created: 'once', entry: 10, firstSequence: 26n },
      continued: [{ ...stretch, to: 25n, last: markOf(STORED, 25) }],
      left: [{ created: 'once', stretches: [stretch] }],
      committedTo: 25n,
      last: markOf(STORED, 25),
    };
    expect(search(begun, STORED, named(1, 60)).agreement).toMatchObject({
      epoch: 1,
      to: 40n,
      isWhole: true,
      isCurrent: false,
    });
    const partly = [...named(1, 33), ...named(34, 60, "'")];
    expect(search(begun, STORED, partly).agreement).toMatchObject({ epoch: 1, to: 33n });
    const rewound = [...named(1, 25), ...named(26, 60, "'")];
    expect(search(begun, STORED, rewound).agreement).toMatchObject({
      epoch: 2,
      to: 25n,
      isWhole: true,
      isCurrent: true,
    });
  });
});
