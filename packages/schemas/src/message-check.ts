import { crc32 } from 'node:zlib';

/**
 * A 32-bit check of one log message, by which it is told from another one with the same sequence:
 * CRC-32 of the payload, begun with the low bits of the server's time where the log keeps one, else with
 * the CRC-32 of subject and headers (sorted by name). Two different messages share it once in 2^32.
 */
export function messageCheck(
  subject: string,
  headers: Readonly<Record<string, string>> | undefined,
  payload: Uint8Array,
  serverTimeNs: bigint | undefined,
): number {
  return crc32(
    payload,
    serverTimeNs === undefined ? headCheck(subject, headers) : low(serverTimeNs),
  );
}

function low(serverTimeNs: bigint): number {
  return Number(serverTimeNs & 0xffff_ffffn);
}

/** Joined by hand: a message may be one event, and this is done for each. */
function headCheck(subject: string, headers: Readonly<Record<string, string>> = {}): number {
  let head = subject;
  for (const name of Object.keys(headers).sort()) {
    head += `\n${name}:${headers[name]}`;
  }
  return crc32(head);
}

/** Checks as an entry holds them: four bytes each, little-endian, in base64. */
export function encodeChecks(checks: Uint32Array): string {
  const bytes = Buffer.alloc(checks.length * 4);
  checks.forEach((check, index) => bytes.writeUInt32LE(check, index * 4));
  return bytes.toString('base64');
}

/** The checks that an entry holds. */
export function decodeChecks(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readUInt32LE(index * 4),
  );
}
