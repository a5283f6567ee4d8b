import { z } from 'zod';
import { ledgerEntry, type LedgerEntry } from './ledger-entry.js';

/** Turns the int64 texts of one value into bigints, in place where it holds them. */
type Reviver = (value: unknown) => unknown;

const REVIVERS = new Map<string, Reviver>(
  ledgerEntry.options.map((option) => [option.shape.kind.value, reviverOf(option) ?? asItIs]),
);

/**
 * The entry that a line holds, unchecked: only for lines whose digest says that they are what a writer
 * made. `parseLedgerEntry` checks, and takes four times as long. Undefined for a kind that this release
 * does not know.
 */
export function reviveLedgerEntry(line: string): LedgerEntry | undefined {
  const json = JSON.parse(line) as { readonly kind: string };
  return REVIVERS.get(json.kind)?.(json) as LedgerEntry | undefined;
}

/** Derived from the declaration, so that it stays the only one; undefined where nothing is to be done. */
function reviverOf(schema: unknown): Reviver | undefined {
  if (schema instanceof z.ZodCodec) {
    return (value) => BigInt(value as string);
  }
  if (schema instanceof z.ZodNullable) {
    const inner = reviverOf(schema.unwrap());
    return inner && ((value) => (value === null ? null : inner(value)));
  }
  if (schema instanceof z.ZodOptional) {
    const inner = reviverOf(schema.unwrap());
    return inner && ((value) => (value === undefined ? undefined : inner(value)));
  }
  if (schema instanceof z.ZodArray) {
    const inner = reviverOf(schema.element);
    return inner && ((value) => reviveAll(value as unknown[], inner));
  }
  return schema instanceof z.ZodObject ? objectReviver(schema) : undefined;
}

function objectReviver(schema: z.ZodObject): Reviver | undefined {
  const fields = Object.entries(schema.shape).flatMap(([name, field]) => {
    const revive = reviverOf(field);
    return revive === undefined ? [] : [{ name, revive }];
  });
  if (fields.length === 0) {
    return undefined;
  }
  return (value) => {
    const record = value as Record<string, unknown>;
    for (const { name, revive } of fields) {
      record[name] = revive(record[name]);
    }
    return record;
  };
}

function reviveAll(values: unknown[], revive: Reviver): unknown[] {
  for (let index = 0; index < values.length; index += 1) {
    values[index] = revive(values[index]);
  }
  return values;
}

function asItIs(value: unknown): unknown {
  return value;
}
