import type { LevelSignal } from '@assay/schemas';
import type { LevelSnapshot } from '@assay/signals';
import { rowsByLevel, secondsOf, stretches, sweepSights, type Stretch } from './evening-story.js';
import { element, polyline, scale, short, text } from './svg.js';

const WIDTH = 1200;
const HEIGHT = 840;
const LEFT = 64;
const RIGHT = 1074;
const PRICES = { top: 96, bottom: 560, from: 4799, to: 4812.5 };
const SCORES = { top: 612, bottom: 796, from: 0, to: 100 };
/** The path of spot and the scores are drawn at one instant of so many seconds. */
const DRAWN_SECONDS = 2;
/** A level that moves is drawn anew once it has moved so far. */
const STEP = 0.05;

const INK = '#1f2328';
const FAINT = '#d0d7de';
const STATES: Readonly<Record<string, string>> = {
  ABSORPTION: '#2da44e',
  WALL: '#0a5c2b',
  WEAK: '#fb8f44',
  CONSUMED: '#cf222e',
  VACUUM: '#8250df',
  NEUTRAL: '#afb8c1',
};
const SIGNALS: Readonly<Record<string, string>> = {
  REJECT: '#0969da',
  BREAK: '#cf222e',
  CONTESTED: '#9a6700',
};
const SCORED: Readonly<Record<string, string>> = {
  SESSION_HIGH: '#cf222e',
  VWAP: '#0969da',
  ROUND_4810: '#9a6700',
};

const x = scale([0, 3_600], [LEFT, RIGHT]);
const priceY = scale([PRICES.from, PRICES.to], [PRICES.bottom, PRICES.top]);
const scoreY = scale([SCORES.from, SCORES.to], [SCORES.bottom, SCORES.top]);

/** The evening as one SVG: price, levels, states and signals above, smooth scores below. */
export function drawEvening(snapshots: readonly LevelSnapshot[]): string {
  const levels = rowsByLevel(snapshots);
  const parts = [
    element('rect', { width: WIDTH, height: HEIGHT, rx: 8, fill: '#ffffff' }),
    text(LEFT, 30, 'ES, the evening of 25 December 2023: what the level engine says', {
      'font-size': 18,
      'font-weight': 600,
    }),
    ...legend(),
    ...frame(PRICES, [4800, 4802, 4804, 4806, 4808, 4810, 4812], priceY, 'price'),
    ...frame(SCORES, [0, 20, 40, 60, 80, 100], scoreY, 'break_score_smooth'),
    ...[...levels].flatMap(([id, rows]) => levelBand(id, rows)),
    spotPath(snapshots),
    ...sweepSights(snapshots).map(({ at, direction, spot }) => sweepMark(at, direction, spot)),
    ...scoreLines(levels),
  ];
  const size = { width: WIDTH, height: HEIGHT, viewBox: `0 0 ${WIDTH} ${HEIGHT}` };
  const font = 'font-family="system-ui, Segoe UI, Helvetica, Arial, sans-serif"';
  const body = parts.join('\n');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" ` +
    `viewBox="${size.viewBox}" ${font} font-size="12" fill="${INK}">\n${body}\n</svg>\n`
  );
}

interface Panel {
  readonly top: number;
  readonly bottom: number;
}

function frame(
  { top, bottom }: Panel,
  values: readonly number[],
  y: (value: number) => number,
  name: string,
): string[] {
  const grid = { stroke: FAINT, 'stroke-width': '0.6' };
  const across = values.flatMap((value) => [
    element('line', { x1: LEFT, x2: RIGHT, y1: y(value), y2: y(value), ...grid }),
    text(LEFT - 8, y(value) + 4, String(value), { 'text-anchor': 'end' }),
  ]);
  const along = [0, 10, 20, 30, 40, 50, 60].flatMap((minute) => {
    const at = x(minute * 60);
    const time = minute === 60 ? '19:00' : `18:${String(minute).padStart(2, '0')}`;
    return [
      element('line', { x1: at, x2: at, y1: top, y2: bottom, ...grid }),
      text(at, bottom + 16, time, { 'text-anchor': 'middle' }),
    ];
  });
  const titles = [
    text(LEFT, top - 8, name, { 'font-weight': 600 }),
    text(RIGHT, bottom + 32, 'New York', { 'text-anchor': 'end', fill: '#59636e' }),
  ];
  return [...across, ...along, ...titles];
}

/** A level: coloured by barrier state, with a bar above it while a signal stands. */
function levelBand(id: string, rows: readonly LevelSignal[]): string[] {
  const byState = new Map<string, string[]>();
  for (const { from, to, what, price } of stretches(rows, (row) => row.barrier_state, STEP)) {
    const y = short(priceY(price));
    const path = `M${short(x(from))} ${y}H${short(x(to))}`;
    byState.set(what, [...(byState.get(what) ?? []), path]);
  }
  const bands = [...byState].map(([state, paths]) =>
    element('path', { d: paths.join(''), stroke: STATES[state], 'stroke-width': 6, fill: 'none' }),
  );
  const signals = signalMarks(stretches(rows, ({ signal }) => signal, STEP));
  const last = rows[rows.length - 1];
  const at = x(secondsOf(last.ts_event_ns));
  const isShort = at < RIGHT - 1;
  const label = text(at + 6, priceY(last.level_price) + (LABEL_SHIFT[id] ?? 4), id, {
    'font-size': 11,
    ...(isShort ? { fill: '#59636e' } : {}),
  });
  return [thread(rows), ...bands, ...signals, label];
}

/** The level's price, thin, so that leaps of a moving level can be followed. */
function thread(rows: readonly LevelSignal[]): string {
  const steps = stretches(rows, () => '', STEP);
  const points = steps.flatMap(({ from, to, price }, index) => {
    const isApart = index > 0 && from - steps[index - 1].to > 1;
    const own = [from, to].map((at) => [x(at), priceY(price)] as const);
    return isApart ? [undefined, ...own] : own;
  });
  return polyline(points, { stroke: STATES.NEUTRAL, 'stroke-width': '0.8' });
}

/** Levels that end at nearly one price. */
const LABEL_SHIFT: Readonly<Record<string, number>> = {
  OR_LOW: -8,
  SESSION_LOW: 5,
  ROUND_4800: 16,
  VWAP: 0,
  OR_HIGH: 10,
};

/** A bar above the level while a signal stands, and a mark where it begins. */
function signalMarks(found: readonly Stretch[]): string[] {
  return found.flatMap(({ from, to, what, price }, index) => {
    if (what === 'NEUTRAL') {
      return [];
    }
    const [start, y] = [x(from), priceY(price)];
    const bar = `M${short(start)} ${short(y - 5)}H${short(Math.max(x(to), start + 0.5))}`;
    const before = index === 0 ? undefined : found[index - 1];
    const goesOn = before?.what === what && before.to === from;
    const mark = `M${short(start)} ${short(y - 4)}l-3.5 -8h7z`;
    return [
      element('path', { d: bar, stroke: SIGNALS[what], 'stroke-width': 2 }),
      ...(goesOn ? [] : [element('path', { d: mark, fill: SIGNALS[what] })]),
    ];
  });
}

function spotPath(snapshots: readonly LevelSnapshot[]): string {
  const points: (readonly [number, number])[] = [];
  for (const { tsEventNs, rows } of snapshots) {
    const at = secondsOf(tsEventNs);
    if (rows.length > 0 && at % DRAWN_SECONDS === 0) {
      points.push([x(at), priceY(rows[0].spot)]);
    }
  }
  return polyline(points, { stroke: INK, 'stroke-width': '1.4', 'stroke-linejoin': 'round' });
}

function sweepMark(at: number, direction: string, spot: number): string {
  const isUp = direction === 'UP';
  const [from, tip] = isUp ? [46, -8] : [-46, 8];
  const y = priceY(spot) + from;
  return element('path', {
    d: `M${short(x(at))} ${short(y)}v${isUp ? -22 : 22}m-4 ${-tip}l4 ${tip}l4 ${-tip}`,
    stroke: '#bf3989',
    'stroke-width': 2,
    fill: 'none',
  });
}

function scoreLines(levels: ReadonlyMap<string, readonly LevelSignal[]>): string[] {
  const limits = [20, 80].map((value) =>
    element('line', {
      ...{ x1: LEFT, x2: RIGHT, y1: scoreY(value), y2: scoreY(value) },
      ...{ stroke: INK, 'stroke-dasharray': '4 4', 'stroke-width': '0.8' },
    }),
  );
  const lines = Object.entries(SCORED).map(([id, colour]) =>
    polyline(
      (levels.get(id) ?? [])
        .filter(({ ts_event_ns: atNs }) => secondsOf(atNs) % DRAWN_SECONDS === 0)
        .map((row) => [x(secondsOf(row.ts_event_ns)), scoreY(row.break_score_smooth)]),
      { stroke: colour, 'stroke-width': '1.1' },
    ),
  );
  const names = Object.entries(SCORED).map(([id, colour], index) =>
    text(RIGHT + 6, SCORES.top + 64 + 18 * index, id, { fill: colour, 'font-weight': 600 }),
  );
  return [
    ...limits,
    ...lines,
    ...names,
    text(RIGHT + 6, scoreY(80) + 4, 'BREAK above 80', { 'font-size': 10 }),
    text(RIGHT + 6, scoreY(20) + 4, 'REJECT below 20', { 'font-size': 10 }),
  ];
}

function legend(): string[] {
  const y = 56;
  const states = Object.entries(STATES).flatMap(([state, colour], index) => {
    const at = LEFT + 112 * index;
    return [
      element('rect', { x: at, y: y - 8, width: 18, height: 6, fill: colour }),
      text(at + 24, y, state),
    ];
  });
  const at = LEFT + 112 * 6;
  const signals = Object.entries(SIGNALS).flatMap(([signal, colour], index) => [
    element('path', { d: `M${short(at + 84 * index)} ${y}l-4 -9h8z`, fill: colour }),
    text(at + 84 * index + 8, y, signal),
  ]);
  const end = at + 84 * 3 + 12;
  return [
    ...states,
    ...signals,
    element('path', {
      d: `M${short(end)} ${y}v-12m-4 6l4 -6l4 6`,
      stroke: '#bf3989',
      'stroke-width': 2,
      fill: 'none',
    }),
    text(end + 8, y, 'sweep'),
  ];
}
