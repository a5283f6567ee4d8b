import { z } from 'zod';
import { SchemaError } from '../errors.js';
import { abortEntry } from './abort-entry.js';
import { claimEntry } from './claim-entry.js';
import { commitEntry } from './commit-entry.js';
import { LEDGER_FORMAT } from './entry-head.js';
import { epochEntry } from './epoch-entry.js';
import { intentEntry } from './intent-entry.js';
import { retireEntry } from './retire-entry.js';
import { sealEntry } from './seal-entry.js';

/** Every entry that a shard's log may hold, told apart by `kind`. */
export const ledgerEntry = z.discriminatedUnion('kind', [
  claimEntry,
  epochEntry,
  intentEntry,
  commitEntry,
  abortEntry,
  sealEntry,
  retireEntry,
]);

export type LedgerEntry = z.output<typeof ledgerEntry>;
export type LedgerEntryKind = LedgerEntry['kind'];

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const KINDS = ledgerEntry.options.map((option) => option.shape.kind.value);

/**
 * An entry's bytes: one line of JSON with the fields in declared order and a newline. The same entry
 * always gives the same bytes, so that a writer recognises its own after a lost reply.
 *
 * Throws `BAD_RECORD` for an entry that could not be read back.
 */
export function encodeLedgerEntry(entry: LedgerEntry): Uint8Array {
  const encoded = z.safeEncode(ledgerEntry, entry);
  if (!encoded.success) {
    throw badRecord(`entry ${entry.number}: ${z.prettifyError(encoded.error)}`, encoded.error);
  }
  return Buffer.from(`${JSON.stringify(encoded.data)}\n`, 'utf8');
}

/**
 * The entry that bytes hold. Throws `BAD_RECORD` for what is not an entry and for a format or kind that
 * this release does not know.
 *
 * @param where names the bytes in errors, such as the object's key
 */
export function parseLedgerEntry(bytes: Uint8Array, where: string): LedgerEntry {
  const json = parseJson(bytes, where);
  const { format, kind } = json;
  if (format !== LEDGER_FORMAT || !KINDS.some((known) => known === kind)) {
    throw badRecord(
      `${where}: expected format ${LEDGER_FORMAT} and a kind of ${KINDS.join(', ')}, ` +
        `was format ${JSON.stringify(format)} and kind ${JSON.stringify(kind)}: ` +
        'read this lake with the release that wrote it, or a later one',
    );
  }
  const parsed = ledgerEntry.safeParse(json);
  if (!parsed.success) {
    throw badRecord(`${where}: ${z.prettifyError(parsed.error)}`, parsed.error);
  }
  return parsed.data;
}

function parseJson(bytes: Uint8Array, where: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(UTF8.decode(bytes));
  } catch (cause) {
    throw badRecord(`${where}: expected one JSON object, was something else`, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRecord(`${where}: expected one JSON object, was another JSON value`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function badRecord(message: string, cause?: unknown): SchemaError {
  return new SchemaError('BAD_RECORD', message, cause === undefined ? undefined : { cause });
}
