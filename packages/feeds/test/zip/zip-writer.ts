import { crc32, deflateRawSync } from 'node:zlib';

/** A file to be put into a zip. */
export interface ZippedFile {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly method?: 'deflate' | 'store';
  /** Puts checksum and sizes behind the content, as writers that stream do. */
  readonly descriptor?: 'signed' | 'plain';
  /** Says another checksum than the content's. */
  readonly wrongChecksum?: boolean;
  readonly flags?: number;
}

/** A zip written by hand, so that every part of it can be damaged. */
export function zipOf(files: readonly ZippedFile[], listed = files.length): Buffer {
  const locals = files.map(localPart);
  const directory = files.slice(0, listed).map(({ name }) => {
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(Buffer.byteLength(name), 28);
    return Buffer.concat([header, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(listed, 10);
  return Buffer.concat([...locals, ...directory, end]);
}

function localPart(file: ZippedFile): Buffer {
  const content = Buffer.from(file.content);
  const packed = file.method === 'store' ? content : deflateRawSync(content);
  const checksum = (crc32(content) + (file.wrongChecksum === true ? 1 : 0)) >>> 0;
  const isBehind = file.descriptor !== undefined;
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE((file.flags ?? 0) | (isBehind ? 8 : 0), 6);
  header.writeUInt16LE(file.method === 'store' ? 0 : 8, 8);
  header.writeUInt32LE(isBehind ? 0 : checksum, 14);
  header.writeUInt32LE(isBehind ? 0 : packed.length, 18);
  header.writeUInt32LE(isBehind ? 0 : content.length, 22);
  header.writeUInt16LE(Buffer.byteLength(file.name), 26);
  const behind = Buffer.alloc(12);
  behind.writeUInt32LE(checksum, 0);
  behind.writeUInt32LE(packed.length, 4);
  behind.writeUInt32LE(content.length, 8);
  const signature = Buffer.from([0x50, 0x4b, 7, 8]);
  return Buffer.concat([
    header,
    Buffer.from(file.name),
    packed,
    ...(file.descriptor === 'signed' ? [signature] : []),
    ...(isBehind ? [behind] : []),
  ]);
}
