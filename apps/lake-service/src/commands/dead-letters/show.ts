import type { LetterWithEvent } from '@assay/bronze';
import { CommandFailure, type CommandContext, type CommandOutput } from '@assay/cli';
import { DEAD_LETTER_REASONS, formatDeadLetterId, isoOfNs } from '@assay/schemas';
import { letterIds, refuseOthers, type LetterOptions } from './letter-options.js';
import { letterResult, textOf } from './letter-text.js';
import { withLetters } from './with-letters.js';

/** `dead-letters show ID`: all that is known of one letter, its bytes included. */
export async function showLetter(
  context: CommandContext,
  ids: readonly string[],
  options: LetterOptions,
): Promise<CommandOutput> {
  refuseOthers('show', options, ['raw', 'config']);
  const [id, ...more] = letterIds(ids);
  if (id === undefined || more.length > 0) {
    throw new CommandFailure('BAD_USAGE', `show: expected one id, was ${ids.length}`, {
      next: 'run "lake-service dead-letters list" to see them',
    });
  }
  return withLetters(context, options.config, 'read', async (letters, { store }) => {
    const letter = await letters.find(id);
    if (letter === undefined) {
      const words = `${store.root}: expected a dead letter ${formatDeadLetterId(id)}, was none`;
      throw new CommandFailure('MISSING_DATA', words, {
        next: 'run "lake-service dead-letters list" to see them',
      });
    }
    if (options.raw === true) {
      await context.data(letter.event);
      return { result: {} };
    }
    const text = textOf(letter.event);
    const event =
      text === undefined
        ? { encoding: 'hex', text: Buffer.from(letter.event).toString('hex') }
        : { encoding: 'utf8', text };
    return { result: { ...letterResult(letter), event }, text: showText(letter, text) };
  });
}

function showText(letter: LetterWithEvent, text: string | undefined): string {
  const { id, headers, run, refusedAs, replayOf, reason, storedNs } = letter;
  const meaning = reason in DEAD_LETTER_REASONS ? DEAD_LETTER_REASONS[reason as 'NOT_JSON'] : '';
  const facts: [string, string | undefined][] = [
    ['letter', formatDeadLetterId(id)],
    ['state', letter.state],
    ['refused as', refusedAs.map(formatDeadLetterId).join(', ')],
    ['replay of', replayOf === undefined ? undefined : formatDeadLetterId(replayOf)],
    ['reason', `${reason}: ${meaning}`],
    ['field', letter.field],
    ['detail', letter.detail],
    ['dataset', letter.dataset ?? 'unknown'],
    ['subject', letter.subject],
    ['run', run === undefined ? 'none' : `${run.run}, ordinal ${run.ordinal}`],
    ['stored at', storedNs === undefined ? undefined : `${isoOfNs(storedNs)} or a little before`],
    ['file', letter.file],
    ...Object.entries(headers ?? {}).map(([name, value]): [string, string] => [
      'header',
      `${name}: ${value}`,
    ]),
    ['event', `${letter.eventBytes} bytes, ${text === undefined ? 'no UTF-8: hex' : 'UTF-8'}`],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  return [...lines, '', text ?? Buffer.from(letter.event).toString('hex')].join('\n');
}
