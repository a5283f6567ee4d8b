import type { Clock } from '@assay/telemetry';
import { formatBytes, formatDuration, formatNumber } from '../format/number.js';
import type { Terminal } from './terminal.js';

/** Work shorter than this shows nothing. */
const SHOWN_AFTER_MS = 1000;
const REDRAWN_EVERY_MS = 200;
const BAR_WIDTH = 20;

/** What is being done. */
export interface ProgressOptions {
  readonly label: string;
  /** What is counted: `rows`, `files`; `bytes` are written as sizes. */
  readonly unit: string;
  /** How many there will be, if that is known. */
  readonly total?: number;
}

/** One piece of work in progress. */
export interface Progress {
  /** So many are done in all; `total` corrects the total, `note` is what else there is to say. */
  update(done: number, total?: number, note?: string): void;
  /** So many more are done. */
  add(count: number): void;
  /** Takes the line away. */
  finish(): void;
}

/** Shows progress on the terminal's changing line, from the second second on. */
export function createProgress(
  terminal: Terminal,
  clock: Clock,
  options: ProgressOptions,
): Progress {
  const started = clock.monotonicMs();
  let { total } = options;
  let done = 0;
  let told = '';
  let finished = !terminal.interactive;
  let cancel = (): void => undefined;

  function draw(): void {
    const line = progressLine(options, done, total, clock.monotonicMs() - started);
    terminal.live(told === '' ? line : `${line}  ${told}`);
    cancel = clock.schedule(REDRAWN_EVERY_MS, draw);
  }
  if (!finished) {
    cancel = clock.schedule(SHOWN_AFTER_MS, draw);
  }

  return {
    update: (value, newTotal, note = '') => {
      done = value;
      total = newTotal ?? total;
      told = note;
    },
    add: (count) => {
      done += count;
    },
    finish: () => {
      if (!finished) {
        finished = true;
        cancel();
        terminal.live(undefined);
      }
    },
  };
}

/** `backfill [#####...............]  25 %  500/2,000 rows  250 rows/s  6.0 s left`. */
export function progressLine(
  { label, unit }: ProgressOptions,
  done: number,
  total: number | undefined,
  elapsedMs: number,
): string {
  const amount = (value: number) => (unit === 'bytes' ? formatBytes(value) : formatNumber(value));
  const noun = unit === 'bytes' ? '' : ` ${unit}`;
  const perSecond = elapsedMs > 0 ? (done / elapsedMs) * 1000 : 0;
  const rate = `${amount(perSecond)}${noun}/s`;
  if (total === undefined || total <= 0) {
    return `${label}  ${amount(done)}${noun}  ${rate}  ${formatDuration(elapsedMs)}`;
  }
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  const percent = String(Math.floor(share * 100)).padStart(3);
  const parts = [`${label} [${bar}] ${percent} %`, `${amount(done)}/${amount(total)}${noun}`, rate];
  if (perSecond > 0 && done < total) {
    parts.push(`${formatDuration(((total - done) / perSecond) * 1000)} left`);
  }
  return parts.join('  ');
}
