import { formatBytes, formatNumber, formatTable, type Cell } from '@assay/cli';
import type { GarbageItem, HourStatus } from '@assay/silver';
import { groupBy, hours as hoursText } from '../hours-text.js';
import { countStates, isClean, isGood, STATES, type StatusReport } from './status-report.js';

const SHOWN_ROWS = 60;
const SHOWN_REASONS = 12;
const SHOWN_GARBAGE = 20;

/** What `status` found, for people: days that need work come first. */
export function statusText(
  report: StatusReport,
  { isVerbose, isGc }: { readonly isVerbose: boolean; readonly isGc: boolean },
): string {
  const { hours, garbage } = report;
  const parts = [
    hours.length === 0 ? '' : isVerbose ? hourTable(hours) : dayTable(hours),
    isVerbose ? '' : reasons(hours),
    garbageText(garbage, isGc),
    verdict(report),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function dayTable(all: readonly HourStatus[]): string {
  const days = groupBy(all, ({ dataset, partition, date }) => `${dataset}\n${partition}\n${date}`);
  const bad = days.filter((day) => !day.every(isGood));
  const good = days.filter((day) => day.every(isGood));
  const shown = [...bad, ...good].slice(0, SHOWN_ROWS);
  const rows = shown.map((day): Cell[] => {
    const counts = countStates(day);
    const [{ dataset, partition, date }] = day;
    const rowCount = day.reduce((sum, { rows }) => sum + rows, 0);
    return [
      dataset,
      partition,
      date,
      day.length,
      ...STATES.map((state) => counts[state]),
      rowCount,
    ];
  });
  const table = formatTable(['dataset', 'of', 'date', 'hours', ...STATES, 'rows'], rows);
  const more = days.length - shown.length;
  return more > 0 ? `${table}\n… and ${formatNumber(more)} days more (--json has them)` : table;
}

function hourTable(hours: readonly HourStatus[]): string {
  const rows = hours.map((each): Cell[] => [
    ...[each.dataset, each.partition, each.date, each.hour ?? 'day'],
    ...[each.state, each.rows, each.reason],
  ]);
  return formatTable(['dataset', 'of', 'date', 'hour', 'state', 'rows', 'why'], rows);
}

function reasons(hours: readonly HourStatus[]): string {
  const bad = hours.filter((each) => !isGood(each));
  const groups = groupBy(bad, ({ state, reason }) => `${state}\n${reason}`);
  const shown = groups
    .slice(0, SHOWN_REASONS)
    .map((group) => `  ${hoursText(group.length)} ${group[0].state}: ${group[0].reason}`);
  const more = groups.length - shown.length;
  const rest = more > 0 ? [`  … and ${formatNumber(more)} other reasons (--json has them)`] : [];
  return groups.length === 0 ? '' : ['why:', ...shown, ...rest].join('\n');
}

function garbageText(garbage: readonly GarbageItem[], isGc: boolean): string {
  if (garbage.length === 0) {
    return isGc ? 'nothing was left over' : '';
  }
  const bytes = garbage.reduce((sum, item) => sum + item.bytes, 0);
  const shown = garbage.slice(0, SHOWN_GARBAGE).map(({ place, removed, reason, bytes: size }) => {
    return `  ${removed ? 'removed' : 'left'}: ${place} (${formatBytes(size)}): ${reason}`;
  });
  const more = garbage.length - shown.length;
  return [
    `left over (${formatNumber(garbage.length)}, ${formatBytes(bytes)}):`,
    ...shown,
    ...(more > 0 ? [`  … and ${formatNumber(more)} more (--json has them)`] : []),
    ...(isGc ? [] : ['  next: "silver-cli status --gc" removes what is certainly nobody’s']),
  ].join('\n');
}

function verdict(report: StatusReport): string {
  const { hours } = report;
  const counts = countStates(hours);
  const told = STATES.filter((state) => counts[state] > 0).map(
    (state) => `${formatNumber(counts[state])} ${state}`,
  );
  const line = `${hoursText(hours.length)}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
  if (isClean(report)) {
    return line;
  }
  const bad = hours.filter((each) => !isGood(each));
  const dates = [...new Set(bad.map(({ date }) => date))].sort();
  const [first] = dates;
  if (first === undefined) {
    return line;
  }
  const last = dates.at(-1) ?? first;
  const range = first === last ? first : `${first}..${last}`;
  return `${line}\n  next: run "silver-cli compact --date ${range}"`;
}
