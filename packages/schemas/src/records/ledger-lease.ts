import { z } from 'zod';
import { LEDGER_FORMAT, LEDGER_TIERS } from './entry-head.js';
import { count, name } from './record-values.js';
import { parseRecord, recordLine } from './record-line.js';

/**
 * Who says that it writes a shard. Advisory: it tells a standby when to try, never who may write, which
 * only the log's claims say.
 */
const ledgerLease = z.strictObject({
  format: z.literal(LEDGER_FORMAT),
  tier: z.enum(LEDGER_TIERS),
  shard: name,
  writer: name,
  /** How often this writer has rewritten it: a standby sees by it that the writer lives. */
  count: count.min(1),
  host: z.string(),
  /** Changes at every start of the host; empty where the system tells none. */
  boot_id: z.string(),
  /** Within which namespace the pid means anything (containers); empty where not known. */
  pid_namespace: z.string(),
  pid: count,
  /** In the system's own unit; empty where not known. */
  process_start_time: z.string(),
  /** The writer has ended in good order: a successor need not wait. */
  released: z.boolean(),
});

export type LedgerLease = z.output<typeof ledgerLease>;

/** A lease's bytes: one line of JSON and a newline. */
export function encodeLedgerLease(lease: LedgerLease): Uint8Array {
  return Buffer.from(`${recordLine(ledgerLease, lease, 'lease')}\n`, 'utf8');
}

/** The lease that bytes hold. Throws `BAD_RECORD` for what is none. */
export function parseLedgerLease(bytes: Uint8Array, where: string): LedgerLease {
  return parseRecord(ledgerLease, bytes, where);
}
