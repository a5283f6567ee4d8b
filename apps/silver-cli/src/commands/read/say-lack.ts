import type { CommandContext } from '@assay/cli';
import type { ReadLack } from '@assay/silver';
import { counted, hours as hoursText } from '../hours-text.js';

const SHOWN = 5;

/** Says on standard error what an answer does not hold; once, however often a read begins anew. */
export function sayLack({ say }: CommandContext): (lack: ReadLack) => void {
  const said = new Set<string>();
  return (lack) => {
    for (const line of lines(lack)) {
      if (!said.has(line)) {
        said.add(line);
        say(line);
      }
    }
  };
}

function lines({ dates, hours, late }: ReadLack): string[] {
  return [
    ...(dates.length === 0 ? [] : [`left out: nothing is stored of ${listed(dates)}`]),
    ...(hours.length === 0
      ? []
      : [`left out: ${hoursText(hours.length)} not compacted: ${listed(hours.map(nameOf))}`]),
    ...(late.length === 0
      ? []
      : [
          `as compacted: to ${hoursText(late.length)} Bronze got ` +
            `${counted(
              late.reduce((sum, { rows }) => sum + rows, 0),
              'row',
            )} since; ` +
            `--fresh refuses that (${listed(late.map(nameOf))})`,
        ]),
  ];
}

function nameOf({ value, date, hour }: ReadLack['hours'][number]): string {
  return `${value} ${date}${hour === null ? '' : ` hour ${hour}`}`;
}

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
