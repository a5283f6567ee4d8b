import { int64, nullable, text, timeNs } from '../column.js';

/** When the event happened, by the venue's clock. */
export const tsEventNs = timeNs('ts_event_ns', 'when it happened, by the venue (ns, UTC)');

/** When the event became known to us; never the time of an import. */
export const tsRecvNs = timeNs('ts_recv_ns', 'when it became known (ns, UTC)');

export const source = text('source', 'the venue feed, e.g. GLBX.MDP3, SIP, OPRA', {
  nonEmpty: true,
});

export const seq = nullable(int64('seq', "the venue's or feed's sequence number"));

export const symbol = text('symbol', 'the instrument, as the venue names it', { nonEmpty: true });

export const underlying = text('underlying', 'the instrument the option is written on', {
  nonEmpty: true,
});

export const optionSymbol = text('option_symbol', 'the option contract (OSI or vendor form)', {
  nonEmpty: true,
});

export const conditions = nullable(
  text('conditions', 'flags of the print by canonical name, sorted, joined by "|"'),
);
