/** One ES trade as a feed writes it, about 200 bytes; times ascend, ties are rare. */
export function tradeLine(index: number): string {
  const tsEventNs = 1_765_895_430_123_456_789n + BigInt(index) * 1_000_003n;
  const price = 6000 + (index % 400) * 0.25;
  return (
    `{"ts_event_ns":${tsEventNs},"ts_recv_ns":${tsEventNs + 250_000n},"source":"GLBX.MDP3",` +
    `"symbol":"ESZ5","price":${price},"size":${1 + (index % 20)},"aggressor":${(index % 3) - 1},` +
    `"exchange":"XCME","seq":${1_000_000 + index}}`
  );
}

/**
 * Messages of `perMessage` trades each, as slices of larger buffers: what a client makes of its socket's
 * reads, and a log of its record batches.
 */
export function tradeMessages(trades: number, perMessage: number): Uint8Array[] {
  const texts: string[] = [];
  for (let first = 0; first < trades; first += perMessage) {
    const lines = Array.from({ length: perMessage }, (_, index) => tradeLine(first + index));
    texts.push(perMessage === 1 ? lines[0] : `${lines.join('\n')}\n`);
  }
  const bytes = new Uint8Array(Buffer.from(texts.join(''), 'latin1'));
  let at = 0;
  return texts.map((text) => bytes.subarray(at, (at += text.length)));
}
