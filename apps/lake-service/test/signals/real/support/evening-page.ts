import type { LevelSignal } from '@assay/schemas';
import { secondsOf } from './evening-story.js';

/** One line of the page's table of rows. */
export interface PageInstant {
  readonly cells: readonly string[];
}

const MARK = '<!-- rows of the evening -->';

/** The lines of the table behind the mark. */
export function instantsOfPage(page: string): PageInstant[] {
  const [, behind = ''] = page.split(MARK);
  const lines = behind.trimStart().split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) => ({
    cells: line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  }));
}

/** What the cells of a line have to be: those of the row of its time and level. */
export function sayInstant({ cells }: PageInstant, rows: readonly LevelSignal[]): string[] {
  const [time, level] = cells;
  const row = rows.find((each) => each.level_id === level && timeOf(each) === time);
  return row === undefined ? [time, level, 'no row'] : [time, level, ...numbersOf(row)];
}

function timeOf({ ts_event_ns: atNs }: LevelSignal): string {
  const seconds = secondsOf(atNs);
  const minute = String(Math.floor(seconds / 60)).padStart(2, '0');
  return `18:${minute}:${(seconds % 60).toFixed(2).padStart(5, '0')}`;
}

function numbersOf(row: LevelSignal): string[] {
  const ratio = row.barrier_replenishment_ratio;
  return [
    String(Number(row.level_price.toFixed(2))),
    String(row.spot),
    row.barrier_state,
    [row.barrier_added, row.barrier_canceled, row.barrier_filled].join(' / '),
    ratio === null ? 'none' : ratio.toFixed(2),
    row.tape_imbalance === null ? 'none' : row.tape_imbalance.toFixed(2),
    row.tape_sweep_direction ?? '–',
    row.break_score_raw.toFixed(1),
    row.break_score_smooth.toFixed(1),
    row.signal,
  ];
}
