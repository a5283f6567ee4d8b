import { BusError } from '../errors.js';
/**
 * A sequence of the client's, which is a JS number. Throws `BAD_STREAM` for one that a number does not
 * hold exactly: only a stream made with such a first sequence has it.
 */
export function toSequence(value, stream) {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw tooLarge(stream, `about ${value}`);
}
/** A sequence as the client takes it. Throws `BAD_STREAM` as `toSequence` does. */
export function toClientSequence(sequence, stream) {
  const value = Number(sequence);
  if (Number.isSafeInteger(value)) return value;
  throw tooLarge(stream, String(sequence));
}
const tooLarge = (stream, was) =>
  new BusError(
    'BAD_STREAM',
    `stream ${stream}: expected sequences below ${Number.MAX_SAFE_INTEGER}, was ${was}: make a ` +
      'stream that begins at 1',
  );
//# sourceMappingURL=sequence-number.js.map
