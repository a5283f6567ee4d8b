/** Writes zstd frames of raw blocks for tests (RFC 8878): valid, not compressed. */

export interface WrittenFrame {
  readonly blockBytes?: number;
  /** Lower 32 bits of the content's XXH64, stated by the test. */
  readonly checksum?: number;
  readonly contentBytes?: number;
  readonly dictionary?: number;
  /** The byte of the window descriptor; 0x38 is 128 KiB. */
  readonly window?: number;
  readonly reserved?: true;
}

export function zstdFrame(content: Uint8Array, frame: WrittenFrame = {}): Buffer {
  const { blockBytes = 64, checksum, contentBytes, dictionary } = frame;
  const descriptor =
    (contentBytes === undefined ? 0 : 0b1000_0000) |
    (checksum === undefined ? 0 : 0b100) |
    (dictionary === undefined ? 0 : 1) |
    (frame.reserved === true ? 0b1000 : 0);
  const head = [
    Buffer.from('28b52ffd', 'hex'),
    Buffer.of(descriptor, frame.window ?? 0x38),
    ...(dictionary === undefined ? [] : [Buffer.of(dictionary)]),
    ...(contentBytes === undefined ? [] : [uint32(contentBytes)]),
  ];
  const blocks: Buffer[] = [];
  for (let offset = 0; offset === 0 || offset < content.length; offset += blockBytes) {
    const body = content.subarray(offset, offset + blockBytes);
    const last = offset + blockBytes >= content.length ? 1 : 0;
    blocks.push(uint32((body.length << 3) | last).subarray(0, 3), Buffer.from(body));
  }
  const tail = checksum === undefined ? [] : [uint32(checksum)];
  return Buffer.concat([...head, ...blocks, ...tail]);
}

export function skippableFrame(content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('532a4d18', 'hex'), uint32(content.length), content]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
