/** A number that shapes the market or its feeds. */
interface NumberKnob {
  readonly kind: 'number' | 'whole';
  readonly default: number;
  readonly least: number;
  readonly most: number;
  /** What the number counts, for people; '' for a share or a factor. */
  readonly unit: string;
  readonly about: string;
}

/** One word of several. */
interface ChoiceKnob {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
  readonly about: string;
}

export type Knob = NumberKnob | ChoiceKnob;

function number(
  initial: number,
  [least, most]: readonly [number, number],
  unit: string,
  about: string,
): NumberKnob {
  return { kind: 'number', default: initial, least, most, unit, about };
}

function whole(
  initial: number,
  [least, most]: readonly [number, number],
  unit: string,
  about: string,
): NumberKnob {
  return { kind: 'whole', default: initial, least, most, unit, about };
}

const RATE = [0, 100_000] as const;
const STRENGTH = [0, 5] as const;
const SHARE = [0, 1] as const;

/**
 * Everything about a market that can be set, beside its seed and start: validation, command-line
 * options and the table in docs/simulator.md come from here. Strength 0 of an effect is no effect.
 */
export const KNOBS = {
  hours: {
    kind: 'choice',
    default: 'exchange',
    choices: ['exchange', 'always'],
    about: 'sessions of the exchange calendar, or a market that never closes',
  },
  futuresPrice: number(6850, [500, 100_000], 'points', 'where ES starts; SPY is a tenth of it'),
  annualVolatility: number(0.15, [0, 2], 'a year', 'of regular hours: 252 sessions of 6.5 hours'),
  intradayShape: number(1, [0, 1], '', 'how far rates follow the time of day; 0: always the same'),
  regimes: number(
    1,
    SHARE,
    '',
    'how far quiet, trending and volatile spells differ; 0: not at all',
  ),
  regimeMinutes: number(25, [1, 10_000], 'minutes', 'mean length of a spell'),
  rate: number(1, [0, 100], '', 'factor of all event rates below'),
  bookUpdates: number(150, RATE, 'a second', 'rows of the ES book; at least 2 × futuresTrades'),
  futuresTrades: number(15, RATE, 'a second', 'ES prints'),
  stockQuotes: number(20, RATE, 'a second', 'SPY quotes'),
  stockTrades: number(8, RATE, 'a second', 'SPY prints'),
  optionTrades: number(4, RATE, 'a second', 'prints of SPY options'),
  greeksEverySeconds: number(5, RATE, 'seconds', 'between greeks of all options; 0: none'),
  wallsPerSide: whole(2, [0, 8], 'walls', 'planted each side of the ES book; 0: none'),
  wallContracts: whole(500, [50, 1_500], 'contracts', 'usual size of a wall (median)'),
  wallHoldShare: number(0.6, SHARE, '', 'touches at which a wall is meant to hold, not to break'),
  wallEffect: number(1, STRENGTH, '', 'effect: flow at a touched wall foretells if it holds'),
  absorption: number(1, STRENGTH, '', 'effect: absorbed selling or buying, then a reversal'),
  absorptionsPerHour: number(2, [0, 60], 'an hour', 'how often, at mean activity'),
  dealerHedging: number(1, STRENGTH, '', 'effect: dealers hedge their options in ES'),
  dealerContracts: whole(20_000, [0, 1_000_000], 'contracts', 'dealers hold at the pin strike'),
  sweepsPerHour: number(12, [0, 3_600], 'an hour', 'orders through several prices, mean activity'),
  feeds: whole(1, [1, 2], 'feeds', '2: the same events a second time, as feed B'),
  duplicateShare: number(0, SHARE, '', 'events delivered once more by the same feed'),
  disorderShare: number(0, SHARE, '', 'events that arrive out of order'),
  disorderMs: number(20, [0, 60_000], 'ms', 'they are held up at most so long'),
  lateShare: number(0, SHARE, '', 'events that arrive late'),
  lateSeconds: number(
    5,
    [0, 3_600],
    'seconds',
    'they are held up half to one and a half times so long',
  ),
  badShare: number(0, SHARE, '', 'events followed by a damaged copy, which no dataset takes'),
  gapsPerHour: number(0, [0, 3_600], 'an hour', 'stretches that a feed loses, by event time'),
  gapSeconds: number(2, [0.001, 3_600], 'seconds', 'mean length of such a stretch'),
  sequenceResetsPerDay: number(0, [0, 10_000], 'a day', 'the numbering of a feed begins anew'),
} as const satisfies Readonly<Record<string, Knob>>;

export type KnobName = keyof typeof KNOBS;

/** A value for each knob. */
export type KnobValues = {
  readonly [Name in KnobName]: (typeof KNOBS)[Name] extends {
    readonly choices: readonly (infer C)[];
  }
    ? C
    : number;
};

/** Every knob as it is unless set. */
export const DEFAULT_KNOBS = Object.fromEntries(
  Object.entries(KNOBS).map(([name, knob]) => [name, knob.default]),
) as unknown as KnobValues;

/** What fits a knob, to stand behind "expected". */
export function knobExpectation(knob: Knob): string {
  if (knob.kind === 'choice') {
    return `one of ${knob.choices.join(', ')}`;
  }
  const what = knob.kind === 'whole' ? 'a whole number' : 'a number';
  const unit = knob.unit === '' ? '' : ` (${knob.unit})`;
  return `${what} from ${knob.least} to ${knob.most}${unit}`;
}

/** Whether a value fits a knob. */
export function fitsKnob(knob: Knob, value: unknown): boolean {
  if (knob.kind === 'choice') {
    return knob.choices.some((choice) => choice === value);
  }
  return (
    typeof value === 'number' &&
    value >= knob.least &&
    value <= knob.most &&
    (knob.kind === 'number' || Number.isSafeInteger(value))
  );
}
