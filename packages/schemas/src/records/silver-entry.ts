import { z } from 'zod';
import { NO_ENTRY_SHA256 } from './entry-head.js';
import { parseRecord, recordLine } from './record-line.js';
import { count, decimal, name, sha256 } from './record-values.js';

/** The form of Silver's catalog that this release writes. Another form is refused, never guessed at. */
const SILVER_FORMAT = 1;

/** What the first entry of a day's catalog has as `prev_sha256`. */
export const NO_SILVER_ENTRY_SHA256 = NO_ENTRY_SHA256;

/** A committed Bronze file that an hour was made of. */
const silverInput = z.strictObject({ key: name, sha256 });

/** An hour's one file, as it was published. */
const silverOutput = z.strictObject({
  key: name,
  bytes: count,
  sha256,
  /** Bounds of `ts_event_ns`, both inclusive. */
  min_ts: decimal,
  max_ts: decimal,
});

/** What was asked for and changes the bytes that come out. */
const silverOptions = z.strictObject({
  collapse_ambiguous: z.boolean(),
  /** Greatest age of a snapshot that a trade is joined with; null where nothing is joined. */
  tolerance_ns: decimal.nullable(),
});

/** Trades by what the join found: a snapshot, only ones too old, none at all. */
const silverJoin = z.strictObject({ joined: count, stale: count, none: count });

/** One hour of one partition value: what it was made of, by which rule, and what came out. */
const silverHour = z
  .strictObject({
    /** The partition value: a symbol or an underlying. */
    partition: name,
    /** `00` to `23`, UTC; null where the dataset has no hour folders and the unit is the day. */
    hour: z
      .string()
      .regex(/^(?:[01]\d|2[0-3])$/)
      .nullable(),
    /** Version of the rule of compaction: another one may give other bytes. */
    rule: count.min(1),
    options: silverOptions,
    /** Ordered by key. */
    inputs: z.array(silverInput),
    rows_read: count,
    rows_written: count,
    duplicates_removed: count,
    ambiguous_duplicates: count,
    /** Null where nothing is joined. */
    enrichment: silverJoin.nullable(),
    /** Null where no row came out: then there is no file. */
    output: silverOutput.nullable(),
  })
  .refine(
    (hour) => hour.rows_read === hour.rows_written + hour.duplicates_removed,
    'expected rows_read = rows_written + duplicates_removed',
  )
  .refine(
    (hour) => (hour.output === null) === (hour.rows_written === 0),
    'expected a file exactly where rows were written',
  );

/** One entry of a day's catalog: hours that a compactor finished. */
const silverEntry = z.strictObject({
  format: z.literal(SILVER_FORMAT),
  kind: z.literal('silver-hours'),
  dataset: name,
  /** UTC date. */
  date: z.iso.date(),
  /** The entry's place in its catalog: 1, 2, 3 … */
  number: count.min(1),
  /** SHA-256 of the bytes of the entry before; 64 zeros in the first. */
  prev_sha256: sha256,
  /** Random identity of the compactor that made the entry. */
  writer: name,
  hours: z.array(silverHour).min(1),
});

export type SilverInput = z.output<typeof silverInput>;
export type SilverOutput = z.output<typeof silverOutput>;
export type SilverOptions = z.output<typeof silverOptions>;
export type SilverJoin = z.output<typeof silverJoin>;
export type SilverHour = z.output<typeof silverHour>;
export type SilverEntry = z.output<typeof silverEntry>;

/**
 * An entry's bytes: one line of JSON with the fields in declared order and a newline. The same entry
 * always gives the same bytes, so that a compactor recognises its own after a lost reply.
 *
 * Throws `BAD_RECORD` for an entry that could not be read back.
 */
export function encodeSilverEntry(entry: SilverEntry): Uint8Array {
  return Buffer.from(`${recordLine(silverEntry, entry, `entry ${entry.number}`)}\n`, 'utf8');
}

/**
 * The entry that bytes hold. Throws `BAD_RECORD` for what is none, or one of a form that this release
 * does not know.
 *
 * @param where names the bytes in errors, such as the object's key
 */
export function parseSilverEntry(bytes: Uint8Array, where: string): SilverEntry {
  return parseRecord(silverEntry, bytes, where);
}
