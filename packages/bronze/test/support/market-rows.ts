import type { OutgoingMessage } from '@assay/bus';
import { encodeRow, type AnyRow, type Dataset } from '@assay/schemas';

/** 2024-12-18 14:30:00 UTC. */
export const HALF_PAST_TWO_NS = 1_734_532_200_000_000_000n;

/** One futures trade, `offsetNs` after half past two, and what is to differ. */
export function futuresTrade(offsetNs: bigint | number, other: AnyRow = {}): AnyRow {
  const time = HALF_PAST_TWO_NS + BigInt(offsetNs);
  return {
    ts_event_ns: time,
    ts_recv_ns: time + 1_000n,
    source: 'GLBX.MDP3',
    symbol: 'ESZ4',
    price: 6_000.25,
    size: 1,
    aggressor: 1,
    exchange: 'XCME',
    seq: BigInt(offsetNs),
    ...other,
  };
}

/** Rows as one NDJSON message of their dataset. */
export function message(
  dataset: Dataset,
  rows: readonly AnyRow[],
  run?: { readonly run: string; readonly first: number | bigint },
): OutgoingMessage {
  return text(dataset.subject ?? '', rows.map((row) => encodeRow(dataset, row)).join('\n'), run);
}

/** Any text as one message. */
export function text(
  subject: string,
  lines: string | Uint8Array,
  run?: { readonly run: string; readonly first: number | bigint },
): OutgoingMessage {
  return {
    subject,
    headers: {
      'Content-Type': 'application/x-ndjson',
      ...(run === undefined ? {} : { 'Assay-Run': run.run, 'Assay-Run-Pos': String(run.first) }),
    },
    bytes: Buffer.from(lines),
  };
}
