import { BusError } from '@assay/bus';
import { inLanes } from '@assay/ledger';
import { createFramer } from '@assay/query';
import { createDatasetRegistry, type DatasetRegistry, type DeadLetterId } from '@assay/schemas';
import type { DeadLetterReader } from '../dead-letter-reader.js';
import type { LetterIndex } from '../letter-index.js';
import type { LetterFilter, LetterWithEvent } from '../stored-letter.js';
import { judge } from './judge.js';
import { replayMessage } from './replay-message.js';
import type { ReplayTarget } from './replay-target.js';

/** Which letters are replayed, and how. */
export interface ReplayRequest {
  readonly letters: DeadLetterReader;
  readonly target: ReplayTarget;
  /** Open letters that are meant; `ids` instead names them one by one. */
  readonly filter: LetterFilter;
  readonly ids?: readonly DeadLetterId[];
  /** The subject that they should have come on. */
  readonly subject?: string;
  /** Send what this release would refuse, too: the log may be stored by another one. */
  readonly evenIfRefused?: boolean;
  /** Say what would be done, and do nothing. */
  readonly dryRun?: boolean;
  /** Default: every dataset of Assay. */
  readonly registry?: DatasetRegistry;
  /** Ends it between two letters: what was sent is sent. */
  readonly signal?: AbortSignal;
  /** Told of each letter. */
  readonly onOutcome?: (outcome: ReplayOutcome) => void;
}

/**
 * `sent`: into the log, by this call (or would be). `in-log`: an earlier replay of it is in the
 * log, and waits to be stored. `already-replayed`: what became of it is stored. The others were
 * not sent: `still-refused` by this release, `nothing-to-send`, `cannot-be-sent` as the log takes
 * it, `other-log`.
 */
export const REPLAY_OUTCOMES = [
  'sent',
  'in-log',
  'already-replayed',
  'still-refused',
  'nothing-to-send',
  'cannot-be-sent',
  'other-log',
] as const;

export type ReplayOutcomeKind = (typeof REPLAY_OUTCOMES)[number];

/** What became of one letter. */
export interface ReplayOutcome {
  readonly id: DeadLetterId;
  readonly kind: ReplayOutcomeKind;
  /** Why it was not sent. */
  readonly detail?: string;
}

/** How many letters there were of each outcome. */
export interface ReplaySummary {
  readonly letters: number;
  readonly outcomes: Readonly<Record<ReplayOutcomeKind, number>>;
  /** It was asked to end before it had seen all. */
  readonly interrupted: boolean;
}

/** Sent at a time: hides the way to the server and back, and lets one fsync serve many. */
const LANES = 64;
/** Refusals of the message itself; any other failure ends the replay. */
const OF_MESSAGE: ReadonlySet<string> = new Set([
  'BAD_MESSAGE',
  'BAD_SUBJECT',
  'MESSAGE_TOO_LARGE',
]);

/**
 * Brings dead letters back into the log, each once, whatever happens: a letter whose replay is
 * committed or in the log is not sent again. Rejects when the log fails; run again, it goes on.
 */
export async function replayLetters(request: ReplayRequest): Promise<ReplaySummary> {
  const { letters, target, dryRun = false, onOutcome, signal } = request;
  const registry = request.registry ?? createDatasetRegistry();
  const framer = createFramer(registry);
  const outcomes = Object.fromEntries(REPLAY_OUTCOMES.map((kind) => [kind, 0])) as Record<
    ReplayOutcomeKind,
    number
  >;
  let count = 0;
  let interrupted = false;

  async function replay(letter: LetterWithEvent): Promise<ReplayOutcome | undefined> {
    const { id } = letter;
    if (signal?.aborted === true) {
      interrupted = true;
      return undefined;
    }
    if (letters.index.wasReplayed(id)) {
      return { id, kind: 'already-replayed' };
    }
    if (!belongs(target, letters.index, id)) {
      const detail = `expected a letter of ${target.shards.join(', ')}, was of ${id.shard}`;
      return { id, kind: 'other-log', detail };
    }
    if (letter.reason === 'EMPTY_MESSAGE') {
      return { id, kind: 'nothing-to-send', detail: letter.detail };
    }
    const message = replayMessage(letter, request.subject);
    const { rows, refusal } = judge(framer, message);
    if (rows === 0 && request.evenIfRefused !== true) {
      return { id, kind: 'still-refused', detail: `${refusal?.reason}: ${refusal?.detail}` };
    }
    if (dryRun) {
      return { id, kind: 'sent' };
    }
    try {
      const sent = await target.send(message, id);
      return { id, kind: sent === 'sent' ? 'sent' : 'in-log' };
    } catch (error) {
      if (error instanceof BusError && OF_MESSAGE.has(error.code)) {
        return { id, kind: 'cannot-be-sent', detail: error.message };
      }
      throw error;
    }
  }

  if (!dryRun) {
    await target.settle();
  }
  for await (const group of chosen(request)) {
    // What another replay has brought in meanwhile is not sent once more.
    await letters.index.refresh();
    const done = await inLanes(
      LANES,
      group.map((letter) => () => replay(letter)),
    );
    for (const outcome of done) {
      if (outcome !== undefined) {
        count += 1;
        outcomes[outcome.kind] += 1;
        onOutcome?.(outcome);
      }
    }
    if (interrupted) {
      break;
    }
  }
  return { letters: count, outcomes, interrupted };
}

/**
 * A letter goes back to the log it came from, which knows of its earlier replays, or to what
 * follows a log that was given up.
 */
function belongs({ shards }: ReplayTarget, index: LetterIndex, { shard }: DeadLetterId): boolean {
  return [shard, ...index.followersOf(shard)].some((name) => shards.includes(name));
}

/**
 * The letters that are meant, in groups: those given by id, or all open ones that the filter
 * means.
 */
async function* chosen({
  letters,
  filter,
  ids,
}: ReplayRequest): AsyncGenerator<readonly LetterWithEvent[]> {
  if (ids === undefined) {
    yield* letters.letters({ ...filter, state: 'open' });
    return;
  }
  for (const id of ids) {
    const letter = await letters.find(id);
    if (letter !== undefined) {
      yield [letter];
    }
  }
}
