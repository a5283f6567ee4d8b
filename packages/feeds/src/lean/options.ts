import { ZONES, type ZoneName } from '@assay/calendar';
import { dayOfDate } from '@assay/schemas';
import {
  badOption,
  checkSettings,
  settingOf,
  type FeedSettings,
  type FormatSetting,
} from '../settings.js';

/** When the chain of a date is known: so many days later, at this time of day in its zone. */
export interface Availability {
  readonly days: number;
  /** `HH:MM` */
  readonly time: string;
}

/** What a LEAN file does not say in its lines. What its name says needs no option. */
export interface LeanOptions {
  /** `YYYY-MM-DD` of the ticks or the chain. */
  readonly date?: string;
  readonly symbol?: string;
  /** Zone of the exchange: ticks are stamped by its wall clock. */
  readonly zone?: ZoneName;
  readonly underlying?: string;
  /** Root of the option symbols, where it is not the underlying (SPXW). */
  readonly root?: string;
  readonly available?: Availability;
}

export const DEFAULT_ZONE: ZoneName = 'America/New_York';

/**
 * The end of the chain's day: its row is made of that day's closing prices. Source:
 * QuantConnect/Lean, Common/Data/UniverseSelection/OptionUniverse.cs, whose `EndTime` ("time that
 * the data became available to use") is a day after the date of the file, in the exchange's zone.
 */
export const DEFAULT_AVAILABILITY: Availability = { days: 1, time: '00:00' };

export const LEAN_SETTINGS: readonly FormatSetting[] = [
  {
    name: 'date',
    value: 'YYYY-MM-DD',
    repeatable: false,
    describe: 'the day of the file, where its name does not say it',
  },
  {
    name: 'symbol',
    value: 'SYMBOL',
    repeatable: true,
    describe: 'the symbol of the ticks, where the name of the file does not say it (once)',
  },
  {
    name: 'tz',
    value: 'ZONE',
    repeatable: false,
    describe: `zone of the exchange, one of ${ZONES.join(', ')} (default ${DEFAULT_ZONE})`,
  },
  {
    name: 'underlying',
    value: 'SYMBOL',
    repeatable: false,
    describe: 'the underlying of an option chain, where the name of the file does not say it',
  },
  {
    name: 'root',
    value: 'ROOT',
    repeatable: false,
    describe: 'the root of the option symbols, where it is neither the name nor the underlying',
  },
  {
    name: 'available',
    value: '+DAYS@HH:MM',
    repeatable: false,
    describe: 'when the option chain of a date was known, in its zone (default +1@00:00, its end)',
  },
];

/** Reads the options of a command line. Throws `BAD_OPTION`. */
export function leanOptions(settings: FeedSettings): LeanOptions {
  checkSettings(settings, LEAN_SETTINGS);
  const date = settingOf(settings, 'date');
  if (date !== undefined && dayOfDate(date) === undefined) {
    throw badOption('date', `expected a date YYYY-MM-DD that exists, was ${date}`);
  }
  const symbols = settings.symbol ?? [];
  if (symbols.length > 1) {
    throw badOption('symbol', `expected one value, was ${symbols.join(' and ')}`);
  }
  return {
    date,
    symbol: settingOf(settings, 'symbol'),
    zone: readZone(settingOf(settings, 'tz')),
    underlying: settingOf(settings, 'underlying'),
    root: settingOf(settings, 'root'),
    available: readAvailability(settingOf(settings, 'available')),
  };
}

function readZone(text: string | undefined): ZoneName | undefined {
  const zone = ZONES.find((each) => each === text);
  if (text !== undefined && zone === undefined) {
    throw badOption('tz', `expected one of ${ZONES.join(', ')}, was ${text}`);
  }
  return zone;
}

function readAvailability(text: string | undefined): Availability | undefined {
  if (text === undefined) {
    return undefined;
  }
  const match = /^\+(\d{1,2})@((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text);
  if (match === null) {
    throw badOption('available', `expected +DAYS@HH:MM (+0@16:15), was ${text}`);
  }
  return { days: Number(match[1]), time: match[2] };
}
