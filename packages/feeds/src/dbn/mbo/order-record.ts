import { MAX_INT32 } from '../draft.js';
import { ORDER_AT, SIDE_ASK, SIDE_BID } from '../layout.js';
import { readPrice } from '../price.js';
import type { Order, OrderId } from './order-book.js';

const TWO_32 = 4_294_967_296;
/** High words below this: the 64-bit id is exact as a double. */
const EXACT_HIGH = 1 << 21;

/** The order's id. A bigint only where a double would not be exact: they are slow as keys. */
export function orderIdAt(view: DataView, offset: number): OrderId {
  const high = view.getUint32(offset + ORDER_AT.orderId + 4, true);
  return high < EXACT_HIGH
    ? high * TWO_32 + view.getUint32(offset + ORDER_AT.orderId, true)
    : view.getBigUint64(offset + ORDER_AT.orderId, true);
}

/** Size of the order, or how much of it is cancelled. */
export function orderSizeAt(view: DataView, offset: number): number {
  return view.getUint32(offset + ORDER_AT.size, true);
}

/** The order, or undefined where a price, a side or a size that can be is missing. */
export function orderAt(view: DataView, offset: number): Order | undefined {
  const side = view.getUint8(offset + ORDER_AT.side);
  const price = readPrice(view, offset + ORDER_AT.price);
  const size = orderSizeAt(view, offset);
  if (price === undefined || size > MAX_INT32 || (side !== SIDE_BID && side !== SIDE_ASK)) {
    return undefined;
  }
  return { isBid: side === SIDE_BID, price, size };
}
