import { CommandFailure, defineCommand, optionParser, wholeNumber } from '@assay/cli';
import { DEAD_LETTER_REASONS } from '@assay/schemas';
import type { LetterOptions } from './dead-letters/letter-options.js';

const ACTIONS = ['list', 'show', 'replay'] as const;

/** `lake-service dead-letters list|show|replay`: what was refused, why, and once more. */
export const deadLettersCommand = defineCommand<LetterOptions, [string, string[]]>({
  name: 'dead-letters',
  summary: 'list refused events, show one, and bring them in again after a fix',
  examples: [
    'dead-letters list',
    'dead-letters list --reason WRONG_TYPE --dataset futures.trades.v1 --open',
    'dead-letters list --date 2025-12-16..2025-12-17 --json',
    'dead-letters show MARKET_FUTURES/1/1042/7',
    'dead-letters show MARKET_FUTURES/1/1042/7 --raw > event.json',
    'dead-letters replay --reason UNKNOWN_DATASET --dry-run',
    'dead-letters replay MARKET_FUTURES/1/1042/7 --subject market.futures.trades',
    'dead-letters replay --url http://127.0.0.1:8080',
  ],
  declare: (command) => {
    const reasons = Object.keys(DEAD_LETTER_REASONS).join(', ');
    command
      .argument('<action>', `one of ${ACTIONS.join(', ')}`)
      .argument('[ids...]', 'dead letters, by the ids that list prints')
      .option('--shard <name>', 'of this shard alone: a stream, or market for the embedded log')
      .option('--reason <reason>', `refused for this reason alone: ${reasons}`)
      .option('--dataset <id>', 'taken for this dataset alone')
      .option('--open', 'list: only those that were not sent again yet')
      .option('--date <days>', 'stored by the log on this UTC date, or A..B')
      .option('--since <time>', 'stored by the log since this UTC date or time')
      .option(
        '--limit <n>',
        'list: so many of the newest (default 20)',
        optionParser('--limit', wholeNumber(0, 100_000)),
      )
      .option('--raw', 'show: the bytes of the event alone, on standard output')
      .option('--subject <subject>', 'replay: the subject that the events should have come on')
      .option('--even-if-refused', 'replay: send what this release would refuse again, too')
      .option('--dry-run', 'replay: say what would be sent')
      .option('--url <url>', 'replay: let a running service do it, e.g. http://127.0.0.1:8080')
      .option('--take-over', 'replay: take the embedded log from an owner that cannot be asked')
      .option('--config <file>', 'read this file instead of assay.yaml');
  },
  run: async ({ context, args: [action, ids], options }) => {
    switch (action) {
      case 'list': {
        const { listLetters } = await import('./dead-letters/list.js');
        return listLetters(context, ids, options);
      }
      case 'show': {
        const { showLetter } = await import('./dead-letters/show.js');
        return showLetter(context, ids, options);
      }
      case 'replay': {
        const { replayDeadLetters } = await import('./dead-letters/replay.js');
        return replayDeadLetters(context, ids, options);
      }
      default:
        throw new CommandFailure(
          'BAD_USAGE',
          `dead-letters: expected one of ${ACTIONS.join(', ')}, was "${action}"`,
          { next: 'run "lake-service dead-letters --help"' },
        );
    }
  },
});
