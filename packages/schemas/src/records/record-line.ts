import { z } from 'zod';
import { SchemaError } from '../errors.js';
import { LEDGER_FORMAT } from './entry-head.js';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A record as one line of JSON, fields in declared order, without a newline. Throws `BAD_RECORD` for a
 * value that could not be read back.
 */
export function recordLine<Schema extends z.ZodType>(
  schema: Schema,
  value: z.output<Schema>,
  what: string,
): string {
  const encoded = z.safeEncode(schema, value);
  if (!encoded.success) {
    throw badRecord(`${what}: ${z.prettifyError(encoded.error)}`, encoded.error);
  }
  return JSON.stringify(encoded.data);
}

/**
 * The record that bytes hold. Throws `BAD_RECORD` for what is no such record, or one of a format that
 * this release does not know.
 *
 * @param where names the bytes in errors, such as the object's key
 */
export function parseRecord<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  where: string,
): z.output<Schema> {
  const json = parseJson(bytes, where);
  const format = (json as { readonly format?: unknown } | null)?.format;
  if (format !== LEDGER_FORMAT) {
    throw badRecord(
      `${where}: expected a record of format ${LEDGER_FORMAT}, was format ` +
        (JSON.stringify(format) ?? 'none'),
    );
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    throw badRecord(`${where}: ${z.prettifyError(parsed.error)}`, parsed.error);
  }
  return parsed.data;
}

function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch (cause) {
    throw badRecord(`${where}: expected one JSON object, was something else`, cause);
  }
}

/** The error of every record that cannot be read or written. */
export function badRecord(message: string, cause?: unknown): SchemaError {
  return new SchemaError('BAD_RECORD', message, cause === undefined ? undefined : { cause });
}
