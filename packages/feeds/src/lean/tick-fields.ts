import type { AnyRow } from '@assay/schemas';
import { createConditionReader, type Conditions } from '../codes/condition-names.js';
import { saleConditionOfLeanBit } from '../codes/sale-conditions.js';
import { stockExchangeOfLetter } from '../codes/stock-exchanges.js';
import { checkTime, note, type LineProblem } from '../csv/read-field.js';
import type { Tally } from '../tally.js';
import type { LocalDay } from './local-day.js';

/** LEAN stores prices of equities times 10,000. Source: Common/Util/LeanData.cs, `Scale`. */
export const PRICE_SCALE = 4;

const MILLISECONDS = /^(\d{1,8})(?:\.(\d{1,6})0*)?$/;
const FLAGS = /^[0-9a-fA-F]{1,16}$/;
/** Flags that `TradeConditionFlags` has no name for are called by their bit. */
const LEAN_FLAG_BITS = 64;

/** What the ticks of a file share. */
export interface TickContext {
  readonly symbol: string;
  readonly day: LocalDay;
  readonly tally: Tally;
}

/** The instant of a tick; null with a problem where its text names none. */
export function readTickTime(
  line: LineProblem,
  text: string,
  { day, tally }: TickContext,
): AnyRow[string] {
  const match = MILLISECONDS.exec(text);
  if (match === null) {
    note(line, 'MALFORMED', `time: expected milliseconds since midnight, was "${text}"`);
    return text;
  }
  const [, milliseconds, fraction = ''] = match;
  const time = day.instantOf(Number(milliseconds), BigInt(fraction.padEnd(6, '0')));
  if (time === undefined) {
    const expected = `expected a time of day that the clocks show on ${day.date}`;
    note(line, 'TIME_OUT_OF_RANGE', `time: ${expected}, was ${text} ms since midnight`);
    return null;
  }
  if (time.isTwice) {
    tally.warn('times that the clocks show twice on that day; each is taken for the first', 1);
  }
  return checkTime(line, 'time', time.tsNs);
}

/** The participant's number by its letter; null where there is none, or nobody has the letter. */
export function readTickExchange(line: LineProblem, text: string, tally: Tally): AnyRow[string] {
  if (text === '') {
    return null;
  }
  if (!/^[A-Za-z]{1,16}$/.test(text)) {
    note(line, 'MALFORMED', `exchange: expected a letter, was "${text}"`);
    return text;
  }
  const exchange = stockExchangeOfLetter(text);
  if (exchange === undefined) {
    tally.warn(`ticks of exchange ${text}, which has no number: their exchange is NULL`, 1);
    return null;
  }
  return exchange;
}

/** Whether the vendor's filter marked a tick; a problem where it is neither 0 nor 1. */
export function readSuspicious(line: LineProblem, text: string): boolean {
  if (text !== '0' && text !== '1') {
    note(line, 'MALFORMED', `suspicious: expected 0 or 1, was "${text}"`);
  }
  return text === '1';
}

/** Bits that are set in flags written in hexadecimal, or undefined where it is no such number. */
function bitsOf(text: string): number[] | undefined {
  if (!FLAGS.test(text)) {
    return undefined;
  }
  const flags = BigInt(`0x${text}`);
  return Array.from({ length: LEAN_FLAG_BITS }, (_, bit) => bit).filter(
    (bit) => ((flags >> BigInt(bit)) & 1n) === 1n,
  );
}

/** Reads flags in hexadecimal into names; `nameOf` knows the bits. */
export function createFlagReader(
  nameOf: (bit: number) => string | undefined,
): (text: string) => Conditions | undefined {
  return createConditionReader((text) => {
    const bits = bitsOf(text);
    if (bits === undefined) {
      return undefined;
    }
    const unknown = bits.filter((bit) => nameOf(bit) === undefined).map((bit) => `LeanFlag${bit}`);
    const names = bits.map((bit) => nameOf(bit) ?? `LeanFlag${bit}`);
    return { names, unknown };
  });
}

/** The sale conditions of a print. */
export const createSaleConditionReader = () => createFlagReader(saleConditionOfLeanBit);
