import { exponential, type RandomState } from './random.js';

/** One feed connection: its numbering and when its messages arrive; JSON-safe. */
export interface Channel {
  /** The last number given. */
  sequence: number;
  lastReceivedNs: number;
}

/** How long a message takes from the venue's stamp to us, in nanoseconds. */
export interface Latency {
  readonly leastNs: number;
  readonly meanExtraNs: number;
}

/** The next number of the channel. */
export function nextSequence(channel: Channel): bigint {
  channel.sequence += 1;
  return BigInt(channel.sequence);
}

/** When a message sent at `nowNs` arrives. A connection delivers in order: never before the last. */
export function receiveNs(
  channel: Channel,
  latency: Latency,
  nowNs: number,
  random: RandomState,
): number {
  const arrival = nowNs + latency.leastNs + Math.round(latency.meanExtraNs * exponential(random));
  channel.lastReceivedNs = Math.max(channel.lastReceivedNs, arrival);
  return channel.lastReceivedNs;
}
