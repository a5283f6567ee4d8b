import { formatBytes, formatNumber, formatTable, type Cell } from '@assay/cli';
import type { GarbageItem, HourStatus } from '@assay/silver';
import { groupBy, hours as hoursText, whyText } from '../hours-text.js';
import {
  countStates,
  isClean,
  isForeign,
  isGood,
  isStaging,
  isWithoutLate,
  STATES,
  type StatusReport,
} from './status-report.js';

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
  const days = groupBy(all, ({ dataset, partition, date }) =>
    [dataset, partition, date].join('\n'),
  );
  const bad = days.filter((day) => !day.every(isGood));
  const good = days.filter((day) => day.every(isGood));
  const shown = [...bad, ...good].slice(0, SHOWN_ROWS);
  const rows = shown.map((day): Cell[] => {
    const counts = countStates(day);
    const [{ dataset, partition, date }] = day;
    const rowCount = day.reduce((sum, { rows }) => sum + rows, 0);
    return [
      dataset,
      partition ?? '(all)',
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
    ...[each.dataset, each.partition ?? '(all)', each.date, each.hour ?? 'day'],
    ...[each.state, each.rows, each.reason],
  ]);
  return formatTable(['dataset', 'of', 'date', 'hour', 'state', 'rows', 'why'], rows);
}

function reasons(hours: readonly HourStatus[]): string {
  const told = hours.filter((each) => !isGood(each) || isWithoutLate(each));
  const groups = groupBy(told, ({ state, reason }) => `${state}\n${reason}`);
  const shown = groups
    .slice(0, SHOWN_REASONS)
    .map((group) => `  ${hoursText(group.length)} ${whyText(group[0].state, group[0].reason)}`);
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
    return `  ${removed ? 'removed' : 'there is'}: ${place} (${formatBytes(size)}): ${reason}`;
  });
  const more = garbage.length - shown.length;
  return [
    `left over (${formatNumber(garbage.length)}, ${formatBytes(bytes)}):`,
    ...shown,
    ...(more > 0 ? [`  … and ${formatNumber(more)} more (--json has them)`] : []),
    ...(isGc || !garbage.some(isStaging)
      ? []
      : ['  next: "silver-cli status --gc" removes what killed compactions left']),
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
  const steps = [...compactSteps(hours), ...failingSteps(hours), ...foreignSteps(report)];
  return [line, ...steps.map((step) => `  ${step}`)].join('\n');
}

/** Only of what `compact` can mend. */
function compactSteps(hours: readonly HourStatus[]): string[] {
  const open = hours.filter(({ state }) => state === 'stale' || state === 'missing');
  const dates = [...new Set(open.map(({ date }) => date))].sort();
  const [first] = dates;
  if (first === undefined) {
    return [];
  }
  const last = dates.at(-1) ?? first;
  const range = first === last ? first : `${first}..${last}`;
  return [`next: run "silver-cli compact --date ${range}"`];
}

function failingSteps(hours: readonly HourStatus[]): string[] {
  const count = hours.filter(({ state }) => state === 'failing').length;
  return count === 0
    ? []
    : [`next: ${hoursText(count)} cannot be compacted as things are: do what "why" says of each`];
}

function foreignSteps({ garbage }: StatusReport): string[] {
  const count = garbage.filter(isForeign).length;
  const are = count === 1 ? 'file that no record names is' : 'files that no record names are';
  return count === 0
    ? []
    : [
        `${formatNumber(count)} ${are} in Silver's folders, where other readers take them for rows: exit code 1`,
        'next: see whose it is, then move it away; --gc does not remove it',
      ];
}
