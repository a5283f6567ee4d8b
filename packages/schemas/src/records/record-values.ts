import { z } from 'zod';

/** An int64 as a decimal string in JSON, because JSON readers round large numbers; a bigint in code. */
export const decimal = z.codec(
  z
    .string()
    .regex(/^(?:0|-?[1-9]\d*)$/)
    .max(20),
  z.bigint(),
  {
    decode: (text) => BigInt(text),
    encode: (value) => value.toString(),
  },
);

/** A sequence of the log: 0 stands for "before the first". */
export const sequence = decimal.refine((value) => value >= 0n, 'expected a sequence, 0 or more');

/** A number of things: exact as a JSON number. */
export const count = z.int().min(0);

/** SHA-256 as 64 lower-case hex digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A name in lower-case words, such as a reason: part of the vocabulary, not prose. */
export const word = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);

export const name = z.string().min(1);

/** Sequences `[from, to]` that no row and no dead letter holds, and why. */
export const gap = z.strictObject({ from: sequence, to: sequence, reason: word });

/** Which message was the last of a commit: by this a later start recognises the log. */
export const lastMessage = z.strictObject({
  seq: sequence,
  /** When the log's server stored it (ns, UTC); null where the log keeps no such time. */
  server_ts: decimal.nullable(),
  /** `messageFingerprint` of the message. */
  sha256,
});
