import type { LetterSummary, LetterWithEvent } from '@assay/bronze';
import {
  CommandFailure,
  formatNumber,
  formatTable,
  type CommandContext,
  type CommandOutput,
} from '@assay/cli';
import { formatDeadLetterId } from '@assay/schemas';
import { assertShard, letterFilter, refuseOthers, type LetterOptions } from './letter-options.js';
import { beginning, countedLetters, letterResult, textOf } from './letter-text.js';
import { withLetters } from './with-letters.js';

const KNOWN = ['shard', 'reason', 'dataset', 'open', 'date', 'since', 'limit', 'config'] as const;
const DEFAULT_LIMIT = 20;
const FIRST_BYTES = 300;
const SHOWN_DETAIL = 60;
const SHOWN_EVENT = 48;

/** `dead-letters list`: how many there are, and the newest. */
export async function listLetters(
  context: CommandContext,
  ids: readonly string[],
  options: LetterOptions,
): Promise<CommandOutput> {
  if (ids.length > 0) {
    const words = `dead-letters list: expected no ids, was ${ids.join(' ')}`;
    throw new CommandFailure('BAD_USAGE', words, { next: 'use "dead-letters show ID" for one' });
  }
  refuseOthers('list', options, KNOWN);
  const filter = letterFilter(options);
  return withLetters(context, options.config, 'read', async (letters, { store }) => {
    assertShard(letters, options.shard);
    context.status('counting dead letters');
    const summary = await letters.summary(filter);
    const newest = await letters.newest(filter, options.limit ?? DEFAULT_LIMIT, FIRST_BYTES);
    const { stored, refusedAgain, withoutTime } = summary;
    return {
      result: {
        lake: store.root,
        letters: summary.letters,
        open: summary.open,
        stored,
        refused_again: refusedAgain,
        without_time: withoutTime,
        groups: summary.groups.map(({ refusedAgain: again, dataset, ...group }) => ({
          ...group,
          dataset: dataset ?? null,
          refused_again: again,
        })),
        newest: newest.map((letter) => ({ ...letterResult(letter), first_bytes: first(letter) })),
      },
      text: listText(store.root, summary, newest),
    };
  });
}

function first(letter: LetterWithEvent): object {
  const text = textOf(letter.event);
  return text === undefined
    ? { encoding: 'hex', text: Buffer.from(letter.event).toString('hex') }
    : { encoding: 'utf8', text };
}

function listText(
  lake: string,
  summary: LetterSummary,
  newest: readonly LetterWithEvent[],
): string {
  const { letters, open, stored, refusedAgain, withoutTime } = summary;
  const lines: string[] = [];
  if (withoutTime > 0) {
    lines.push(
      `${countedLetters(withoutTime)} left out: their log keeps no times, so that they cannot be ` +
        'asked for by date',
    );
  }
  if (letters === 0) {
    return [...lines, `No dead letters of this kind in ${lake}.`].join('\n');
  }
  lines.push(
    `${countedLetters(letters)}: ${formatNumber(open)} open, ${formatNumber(stored)} ` +
      `stored by a replay, ${formatNumber(refusedAgain)} refused again by one`,
    '',
    formatTable(
      ['shard', 'dataset', 'reason', 'open', 'letters'],
      summary.groups.map((group) => [
        group.shard,
        group.dataset,
        group.reason,
        group.open,
        group.letters,
      ]),
    ),
  );
  if (newest.length > 0) {
    const rows = newest.map((letter) => [
      formatDeadLetterId(letter.id),
      stateText(letter),
      letter.reason,
      letter.detail.length > SHOWN_DETAIL
        ? `${letter.detail.slice(0, SHOWN_DETAIL)}…`
        : letter.detail,
      beginning(letter, SHOWN_EVENT),
    ]);
    lines.push('', formatTable(['newest', 'state', 'reason', 'detail', 'event'], rows));
  }
  return lines.join('\n');
}

function stateText({ state, refusedAs, replayOf }: LetterWithEvent): string {
  const [next] = refusedAs;
  const again = replayOf === undefined ? '' : `, once more after ${formatDeadLetterId(replayOf)}`;
  return state === 'refused-again' && next !== undefined
    ? `refused again as ${formatDeadLetterId(next)}`
    : `${state}${again}`;
}
