import { BusError } from './errors.js';
const BAD_SHARD = /[\s.*>]|^$/;
/** The subject of a shard's watermarks: `assay.watermark.<shard>`. Throws `BAD_SUBJECT`. */
export function watermarkSubject(shard) {
  if (!BAD_SHARD.test(shard)) return `assay.watermark.${shard}`;
  throw new BusError('BAD_SUBJECT', `expected a shard's name of one token, was '${shard}'`);
}
/** The watermark that a commit stands for. */
export function watermarkOf(commit) {
  const { shard, stream, stream_created: created, epoch, seq_to: seqTo, number: entry } = commit;
  return { shard, stream, created, epoch, seqTo, entry };
}
/** As JSON: `seq_to` is a decimal string, since JSON readers round large numbers. */
export function encodeWatermark({ seqTo, ...mark }) {
  const { shard, stream, created, epoch, entry } = mark;
  return JSON.stringify({ shard, stream, created, epoch, seq_to: seqTo.toString(), entry });
}
/** Throws `BAD_MESSAGE` for what is no watermark. */
export function decodeWatermark(text) {
  try {
    const found = JSON.parse(text);
    const { shard, stream, created, epoch, seq_to: seqTo, entry } = found;
    if (isText(shard) && isText(stream) && isText(created) && isCount(epoch) && isCount(entry)) {
      return { shard, stream, created, epoch, seqTo: BigInt(String(seqTo)), entry };
    }
  } catch (cause) {
    throw new BusError('BAD_MESSAGE', noWatermark(text), { cause });
  }
  throw new BusError('BAD_MESSAGE', noWatermark(text));
}
const isText = (value) => typeof value === 'string';
const isCount = (value) => Number.isSafeInteger(value);
const noWatermark = (text) => `expected a durability watermark, was ${text.slice(0, 200)}`;
/**
 * What a watermark says of a message that its producer keeps: `stored`, it may be let go of; `waiting`;
 * or `send-again`, since its sequence may stand for another message in this lineage. Sending again with
 * the same run and ordinal does no harm where it is stored after all.
 */
export function fateOf({ sequence, after }, mark) {
  const isSameLineage = after?.created === mark.created && after.epoch === mark.epoch;
  if (!isSameLineage) return 'send-again';
  return sequence <= mark.seqTo ? 'stored' : 'waiting';
}
//# sourceMappingURL=watermark.js.map
