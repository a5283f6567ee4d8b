import { z } from 'zod';
import { sha256Hex } from '../digests.js';
import { SchemaError } from '../errors.js';
import { LEDGER_TIERS } from './entry-head.js';
import { count, decimal, gap, name, sequence, sha256, word } from './record-values.js';

/** The form that this release issues. */
export const CERTIFICATE_FORMAT = 1;

/** What one epoch of a shard stored, over all its commits. */
const certifiedEpoch = z.strictObject({
  epoch: count.min(1),
  stream: name,
  stream_created: name,
  /** Why it began: `first`, `recreated`, `returned`, `rewound`. */
  reason: word,
  first_seq: sequence,
  /** The last sequence that is committed; `first_seq − 1` when none is. */
  last_seq: sequence,
  messages: count,
  events: count,
  rows: count,
  dead_letters: count,
  /** Events that were announced, and gone from the log before a recovery could store them. */
  events_lost: count,
  /** Sequences that no row and no dead letter holds, and why. */
  gaps: z.array(gap),
  /** Sequences that may hold messages of an earlier epoch again: the divergence is not known exactly. */
  maybe_twice: z.strictObject({ from: sequence, to: sequence }).nullable(),
  /** `not-provable`: sequences were skipped by a filter, so that one deleted among them shows nowhere. */
  interior: z.enum(['proved', 'not-provable']),
});

const certifiedShard = z.strictObject({
  shard: name,
  /** The last entry of its commit log. A later certificate that holds this entry grew out of this one. */
  head: z.strictObject({ number: count.min(1), sha256 }),
  /** A batch that is announced and not committed: no part of what is certified. */
  open_intent: count.min(1).nullable(),
  epochs: z.array(certifiedEpoch),
  /** Messages that were in the log, by its sequences, and were gone before they could be stored. */
  lost_messages: decimal,
});

/** The rows of one partition value on one UTC day, over all shards. */
const certifiedDay = z.strictObject({
  dataset: name,
  /** The partition value: a symbol or an underlying. */
  partition: name,
  date: z.iso.date(),
  files: count,
  rows: count,
  /** Bounds of `ts_event_ns` (ns, UTC), both inclusive. */
  first_ts: decimal,
  last_ts: decimal,
  /** See `dayDigest`. */
  digest: sha256,
  /** Dead letters, of this dataset or of none, in the batches that these rows were stored with. */
  dead_letters: count,
  /** Messages missing from those batches, by reason. */
  gaps: z.array(z.strictObject({ reason: word, messages: decimal })),
  /** Files of the day that are elsewhere by a seal, or that retention deleted. */
  sealed_files: count,
  retired_files: count,
});

const body = {
  format: z.literal(CERTIFICATE_FORMAT),
  kind: z.literal('certificate'),
  tier: z.enum(LEDGER_TIERS),
  /** What was looked at; null stands for everything. */
  scope: z.strictObject({
    shards: z.array(name).nullable(),
    /** UTC days whose files were opened. */
    dates: z.array(z.iso.date()).nullable(),
    /** Whether files that live elsewhere by a seal were read there. */
    sealed: z.enum(['read', 'not-read']),
    /** Messages of the log compared with what is stored, and those that it no longer holds. */
    stream: z.strictObject({ compared: decimal, not_retained: decimal }).nullable(),
  }),
  /** By name. */
  shards: z.array(certifiedShard),
  /** By dataset, partition and date. */
  days: z.array(certifiedDay),
};

const certificateBody = z.strictObject(body);

/** `sha256` is of the canonical JSON (see `canonicalJson`) of everything else. */
export const certificate = z.strictObject({ ...body, sha256 });

export type CertificateBody = z.output<typeof certificateBody>;
export type Certificate = z.output<typeof certificate>;
export type CertifiedShard = Certificate['shards'][number];
export type CertifiedDay = Certificate['days'][number];

/**
 * What verification proved, with its own digest: the same lake gives the same certificate always, for it
 * holds no time of issue and no machine.
 */
export function issueCertificate(proved: CertificateBody): Certificate {
  return { ...proved, sha256: bodySha256(z.encode(certificateBody, proved)) };
}

/** A certificate's bytes: canonical JSON and a newline. */
export function encodeCertificate(issued: Certificate): Uint8Array {
  return Buffer.from(`${canonicalJson(z.encode(certificate, issued))}\n`, 'utf8');
}

/**
 * The certificate that a JSON value holds (fields in any order, whitespace does not matter). Throws
 * `BAD_RECORD` when it is none, or when any of it was changed after it was issued.
 *
 * @param json parsed JSON
 * @param where names it in errors, such as the file
 */
export function checkCertificate(json: unknown, where = 'certificate'): Certificate {
  const parsed = certificate.safeParse(json);
  if (!parsed.success) {
    const words = z.prettifyError(parsed.error);
    throw new SchemaError('BAD_RECORD', `${where}: expected a certificate, was not: ${words}`, {
      cause: parsed.error,
    });
  }
  const { sha256: named, ...proved } = parsed.data;
  const was = bodySha256(z.encode(certificateBody, proved));
  if (was !== named) {
    throw new SchemaError(
      'BAD_RECORD',
      `${where}: expected SHA-256 ${named}, as it says of itself, was ${was}: it was changed after ` +
        'it was issued; verify the lake again',
    );
  }
  return parsed.data;
}

/** `_lake/certificates/bronze/<sha256>.json`: where a lake keeps a certificate that its log names. */
export function certificateKey({
  tier,
  sha256: name,
}: Pick<Certificate, 'tier' | 'sha256'>): string {
  return `_lake/certificates/${tier}/${name}.json`;
}

/** One file as a day's digest takes it. */
export interface DigestedFile {
  readonly key: string;
  readonly rows: number;
  readonly sha256: string;
  readonly position_digest: string;
}

/**
 * Digest of a day: SHA-256 of one line a file, `<key> <rows> <sha256> <position digest>\n`, by the
 * UTF-8 bytes of the keys. It does not depend on the order in which the files were stored, nor on where
 * they are kept by now.
 */
export function dayDigest(files: readonly DigestedFile[]): string {
  const lines = files.map((file) =>
    Buffer.from(`${file.key} ${file.rows} ${file.sha256} ${file.position_digest}\n`, 'utf8'),
  );
  return sha256Hex(Buffer.concat(lines.sort((one, other) => one.compare(other))));
}

/** JSON without whitespace, the members of every object by the UTF-16 code units of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}

function bodySha256(encoded: unknown): string {
  return sha256Hex(canonicalJson(encoded));
}
