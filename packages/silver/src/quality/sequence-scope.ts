import type { SequenceScope } from './quality-report.js';

/**
 * Feeds that number the messages of a channel, which carries many instruments. CME: "Each channel will
 * have its own separate set of sequence numbers" (MDP 3.0, Binary Packet Header). The consolidated tapes
 * (CTA, UTP, OPRA) number the messages of a multicast line, the exchanges' own feeds those of a stream.
 */
const CHANNEL_FEEDS = /^(?:GLBX\.MDP3|SIP|OPRA(?:\..*)?|X[A-Z]{3}\.[A-Z0-9]+)$/;

/** What the sequence numbers of a source count. */
export function sequenceScope(source: string): SequenceScope {
  return CHANNEL_FEEDS.test(source) ? 'channel' : 'unknown';
}
