/** Content in one zstd frame of raw blocks (RFC 8878), for tests. */
export function zstdFrame(
  content: Uint8Array,
  blockBytes: number,
  { checksum }: { readonly checksum?: number } = {},
): Buffer {
  // A window of 1 MiB; no content size; with a checksum where one is given.
  const parts = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, checksum === undefined ? 0 : 4, 10 << 3)];
  for (let from = 0; from < content.length; from += blockBytes) {
    const block = content.subarray(from, from + blockBytes);
    const isLast = from + blockBytes >= content.length;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (isLast ? 1 : 0), 0, 3);
    parts.push(header, Buffer.from(block));
  }
  if (checksum !== undefined) {
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(checksum);
    parts.push(tail);
  }
  return Buffer.concat(parts);
}
