import type { AnyRow } from '@assay/schemas';
import type { Tally } from '../tally.js';
import { readDecimal, readSize, note, type LineProblem } from './read-field.js';

/** One side of a quote as a row holds it. */
export interface QuoteSide {
  readonly price: AnyRow[string];
  readonly size: AnyRow[string];
  readonly exchange: AnyRow[string];
}

/** One side of a quote as a line says it. */
export interface QuoteSideText {
  readonly side: 'bid' | 'ask';
  readonly price: string;
  readonly size: string;
  readonly exchange: AnyRow[string];
  /** Digits that the price's point stands further right in the line. */
  readonly scale?: number;
  /** Shares per unit of size. */
  readonly lot?: number;
}

const ABSENT: QuoteSide = { price: null, size: 0, exchange: null };

/**
 * A side of a quote. No price, or one of 0, is an absent side: NULL, with size 0 and no exchange; a
 * size that stands there all the same is counted.
 */
export function readQuoteSide(line: LineProblem, text: QuoteSideText, tally: Tally): QuoteSide {
  const { side } = text;
  const size = readSize(line, `${side}_size`, text.size === '' ? '0' : text.size, {
    min: 0,
    lot: text.lot,
  });
  const price = text.price === '' ? 0 : readDecimal(line, `${side}_price`, text.price, text.scale);
  if (price === 0) {
    if (size !== 0) {
      tally.warn(
        `quotes with a size and no price on the ${side} side, which is taken as absent`,
        1,
      );
    }
    return ABSENT;
  }
  if (typeof price === 'number' && price < 0) {
    note(line, 'PRICE_OUT_OF_RANGE', `${side}_price: expected a price above 0, was ${price}`);
  }
  return { price, size, exchange: text.exchange };
}
