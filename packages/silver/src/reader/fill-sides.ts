import type { Dataset } from '@assay/schemas';
import { makeData, RecordBatch, Struct, type Data } from 'apache-arrow';
import { badRequest } from './read-request.js';

/** The sides of a quote: columns of price and size. */
const SIDES = [
  { price: 'bid_px', size: 'bid_sz' },
  { price: 'ask_px', size: 'ask_sz' },
] as const;

interface LastSide {
  readonly price: number;
  readonly size: number;
}

/** Throws `BAD_REQUEST` for a dataset without quotes' sides. */
export function sideColumns(dataset: Dataset): readonly string[] {
  const names = SIDES.flatMap(({ price, size }) => [price, size]);
  const isThere = (name: string) => dataset.columns.some((column) => column.name === name);
  if (!names.every(isThere)) {
    throw badRequest(
      `filled: expected a dataset with ${names.join(', ')}, such as stocks.quotes.v1, was ` +
        dataset.id,
    );
  }
  return [...names, dataset.partition.column];
}

/**
 * Carries sides on: an absent one takes price and size of the last one of its symbol that came before.
 * One for each UTC date; batches come in order.
 */
export function createSideFill(dataset: Dataset): (batch: RecordBatch) => RecordBatch {
  const last = SIDES.map(() => new Map<string, LastSide>());

  return (batch) => {
    const { fields } = batch.schema;
    const indexOf = (name: string) => fields.findIndex((field) => field.name === name);
    const symbols = batch.getChildAt(indexOf(dataset.partition.column));
    const symbolOf = (row: number) => String(symbols?.get(row));
    const children = [...batch.data.children];
    for (const [side, { price, size }] of SIDES.entries()) {
      const [priceAt, sizeAt] = [indexOf(price), indexOf(size)];
      const filled = fillSide(children[priceAt], children[sizeAt], last[side], symbolOf);
      children[priceAt] = filled.prices;
      children[sizeAt] = filled.sizes;
    }
    const type = new Struct(fields);
    return new RecordBatch(batch.schema, makeData({ type, length: batch.numRows, children }));
  };
}

function fillSide(
  priceData: Data,
  sizeData: Data,
  last: Map<string, LastSide>,
  symbolOf: (row: number) => string,
): { readonly prices: Data; readonly sizes: Data } {
  const { length } = priceData;
  const prices = (priceData.values as Float64Array).slice(0, length);
  const sizes = (sizeData.values as Int32Array).slice(0, length);
  const nullBitmap = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  for (let row = 0; row < length; row += 1) {
    const symbol = symbolOf(row);
    const isPresent = priceData.getValid(row);
    const side = isPresent ? { price: prices[row], size: sizes[row] } : last.get(symbol);
    if (side === undefined) {
      nullCount += 1;
      continue;
    }
    if (isPresent) {
      last.set(symbol, side);
    }
    prices[row] = side.price;
    sizes[row] = side.size;
    nullBitmap[row >> 3] |= 1 << (row & 7);
  }
  const price = { type: priceData.type, length, nullCount, nullBitmap, data: prices };
  const size = { type: sizeData.type, length, nullCount: 0, data: sizes };
  return { prices: makeData(price as never), sizes: makeData(size as never) };
}
