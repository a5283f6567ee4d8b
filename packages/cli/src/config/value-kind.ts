import { CommandFailure } from '../errors.js';

const BYTE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
};
const MS_OF_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** A kind of value that a person writes: in the environment, in `assay.yaml`, behind an option. */
export interface ValueKind<Value> {
  /** What fits, to stand behind "expected". */
  readonly expectation: string;
  /** The value of a text or a YAML scalar; undefined when it does not fit. */
  parse(given: unknown): Value | undefined;
}

/** Any text but the empty one. Numbers in YAML are taken as they are written. */
export function text(expectation = 'a text'): ValueKind<string> {
  return {
    expectation,
    parse: (given) => {
      const written = writtenForm(given);
      return written === '' ? undefined : written;
    },
  };
}

/** One of `choices`, in their very spelling. */
export function choice<const Choice extends string>(choices: readonly Choice[]): ValueKind<Choice> {
  return {
    expectation: `one of ${choices.join(', ')}`,
    parse: (given) => choices.find((each) => each === given),
  };
}

/** An integer in decimal digits, within `[min, max]`. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): ValueKind<number> {
  return {
    expectation:
      max === Number.MAX_SAFE_INTEGER
        ? `a whole number of at least ${min}`
        : `a whole number from ${min} to ${max}`,
    parse: (given) => {
      const written = writtenForm(given);
      const value = /^-?\d{1,16}$/.test(written ?? '') ? Number(written) : Number.NaN;
      return Number.isSafeInteger(value) && value >= min && value <= max ? value : undefined;
    },
  };
}

/** A time span in seconds, fractions allowed, above zero. */
export function seconds(): ValueKind<number> {
  return {
    expectation: 'a number of seconds above 0, such as 5 or 0.5',
    parse: (given) => {
      const written = writtenForm(given);
      const value = /^\d{1,9}(\.\d{1,9})?$/.test(written ?? '') ? Number(written) : 0;
      return value > 0 ? value : undefined;
    },
  };
}

/**
 * A time span above zero in milliseconds, written with its unit: `10s`, `500ms`, `2min`. Less than a
 * millisecond is not told apart.
 *
 * @param longestHours no longer ones
 */
export function duration(longestHours?: number): ValueKind<number> {
  const range = longestHours === undefined ? 'above 0' : `above 0, up to ${longestHours}h`;
  const longest = (longestHours ?? Number.MAX_SAFE_INTEGER) * MS_OF_UNIT['h'];
  return {
    expectation: `a time span of whole milliseconds ${range}, such as 10s, 500ms, 1.5s or 2min`,
    parse: (given) => {
      const parts = /^(\d{1,9}(?:\.\d{1,9})?) ?(ms|s|min|h)$/.exec(writtenForm(given) ?? '');
      const exact = parts === null ? 0 : Number(parts[1]) * MS_OF_UNIT[parts[2]];
      // 1.005 * 1000 is a hair below 1005.
      const value = Math.round(exact);
      const isIn = value > 0 && value <= longest;
      return isIn && Math.abs(exact - value) < 1e-6 ? value : undefined;
    },
  };
}

/** A size in bytes: `134217728`, `128MiB`, `10 GiB`, `1.5GB` (powers of 1,000 without the `i`). */
export function byteSize(leastMib = 0): ValueKind<number> {
  const range =
    leastMib === 0 ? 'above 0 such as 128MiB' : `of at least ${leastMib}MiB such as 1GiB`;
  return {
    expectation: `a size ${range}, 10GiB or a plain number of bytes`,
    parse: (given) => {
      const parts = /^(\d{1,16}(?:\.\d{1,6})?) ?([KMGT]I?B|B)?$/i.exec(writtenForm(given) ?? '');
      if (parts === null) {
        return undefined;
      }
      const bytes = Number(parts[1]) * BYTE_UNITS[(parts[2] ?? '').toUpperCase()];
      const isIn = bytes > 0 && bytes >= leastMib * BYTE_UNITS['MIB'];
      return Number.isSafeInteger(bytes) && isIn ? bytes : undefined;
    },
  };
}

/** True or false, in the usual words. */
export function flag(): ValueKind<boolean> {
  return {
    expectation: 'true or false (also yes, no, on, off, 1, 0)',
    parse: (given) => FLAGS.get((writtenForm(given) ?? '').toLowerCase()),
  };
}

/**
 * An absolute URL with one of these protocols (`https:` with its colon), kept as it was written.
 */
export function url(protocols: readonly string[]): ValueKind<string> {
  return {
    expectation: `a URL that starts with ${protocols.map((each) => `${each}//`).join(' or ')}`,
    parse: (given) => {
      if (typeof given !== 'string' || !URL.canParse(given)) {
        return undefined;
      }
      return protocols.includes(new URL(given).protocol) ? given : undefined;
    },
  };
}

/** One or more of them, separated by commas: the servers of a cluster. */
export function urls(protocols: readonly string[]): ValueKind<string> {
  const one = url(protocols);
  return {
    expectation: `${one.expectation}, or several with commas between them`,
    parse: (given) => {
      if (typeof given !== 'string') {
        return undefined;
      }
      const parts = given.split(',').map((part) => part.trim());
      return parts.every((part) => one.parse(part) !== undefined) ? parts.join(',') : undefined;
    },
  };
}

/** One or more names, separated by commas, each once; kept as `A,B`. */
export function names(): ValueKind<string> {
  return {
    expectation: 'a name, or several with commas between them, each once',
    parse: (given) => {
      const parts = (writtenForm(given) ?? '').split(',').map((part) => part.trim());
      const areNames = parts.every((part) => /^[A-Za-z0-9_-]{1,64}$/.test(part));
      return areNames && new Set(parts).size === parts.length ? parts.join(',') : undefined;
    },
  };
}

/**
 * The parser of a command line option of this kind, for commander: `.option('--speed <x>', 'how
 * fast', optionParser('--speed', wholeNumber(1)))`. Throws `BAD_INPUT` when the text does not fit.
 */
export function optionParser<Value>(
  option: string,
  kind: ValueKind<Value>,
): (given: string) => Value {
  return (given) => {
    const value = kind.parse(given);
    if (value === undefined) {
      const message = `${option}: expected ${kind.expectation}, was "${given}"`;
      throw new CommandFailure('BAD_INPUT', message, {
        next: `give ${option} ${kind.expectation}; --help tells what it is for`,
      });
    }
    return value;
  };
}

/**
 * What a person wrote: a text, or a YAML scalar back in its text form; undefined for anything else.
 */
function writtenForm(given: unknown): string | undefined {
  return typeof given === 'number' || typeof given === 'boolean'
    ? String(given)
    : typeof given === 'string'
      ? given.trim()
      : undefined;
}

/** One or more of `choices`, separated by commas, each once; kept as `a,b`. */
export function choices(all: readonly string[]): ValueKind<string> {
  return {
    expectation: `one or more of ${all.join(', ')}, with commas between them, each once`,
    parse: (given) => {
      const parts = (writtenForm(given) ?? '').split(',').map((part) => part.trim());
      const isFit = parts.every((part) => all.includes(part));
      return isFit && new Set(parts).size === parts.length ? parts.join(',') : undefined;
    },
  };
}

/** One or more prices above 0 with at most nine decimals, separated by commas; kept as `600,601.25`. */
export function prices(): ValueKind<string> {
  return {
    expectation: 'prices above 0, with commas between them, such as 600,601.25',
    parse: (given) => {
      const parts = (writtenForm(given) ?? '').split(',').map((part) => part.trim());
      const isFit = parts.every((part) => /^\d{1,6}(\.\d{1,9})?$/.test(part) && Number(part) > 0);
      return isFit ? parts.join(',') : undefined;
    },
  };
}
