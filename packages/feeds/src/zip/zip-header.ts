/** Signatures of the parts of a zip file. Source: PKWARE APPNOTE.TXT 6.3.10, section 4.3. */
export const LOCAL_FILE = 0x04034b50;
export const CENTRAL_FILE = 0x02014b50;
export const END_OF_DIRECTORY = 0x06054b50;
export const END_OF_DIRECTORY_64 = 0x06064b50;
export const DATA_DESCRIPTOR = 0x08074b50;

export const METHOD_STORED = 0;
export const METHOD_DEFLATE = 8;

const FLAG_ENCRYPTED = 1;
const FLAG_DESCRIPTOR = 8;
const UNKNOWN_SIZE = 0xffffffff;
const EXTRA_ZIP64 = 1;

/** Bytes of a local file header before its name, after its signature. */
export const LOCAL_HEADER_BYTES = 26;

/** A file in a zip, as the header before its content says. */
export interface ZipEntryHeader {
  readonly method: number;
  readonly isEncrypted: boolean;
  /** Whether checksum and sizes follow the content, because they were not known before. */
  readonly hasDescriptor: boolean;
  readonly checksum: number;
  readonly compressedBytes: bigint;
  readonly contentBytes: bigint;
  /** Whether sizes take eight bytes. */
  readonly isZip64: boolean;
  readonly nameBytes: number;
  readonly extraBytes: number;
}

/** Reads the fixed part; sizes that only the extra fields know are put in by `withExtra`. */
export function readLocalHeader(bytes: Uint8Array): ZipEntryHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LOCAL_HEADER_BYTES);
  const flags = view.getUint16(2, true);
  return {
    method: view.getUint16(4, true),
    isEncrypted: (flags & FLAG_ENCRYPTED) !== 0,
    hasDescriptor: (flags & FLAG_DESCRIPTOR) !== 0,
    checksum: view.getUint32(10, true),
    compressedBytes: BigInt(view.getUint32(14, true)),
    contentBytes: BigInt(view.getUint32(18, true)),
    isZip64: false,
    nameBytes: view.getUint16(22, true),
    extraBytes: view.getUint16(24, true),
  };
}

/** The header with the sizes of its zip64 extra field, where it has one. */
export function withExtra(header: ZipEntryHeader, extra: Uint8Array): ZipEntryHeader {
  const view = new DataView(extra.buffer, extra.byteOffset, extra.length);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== EXTRA_ZIP64) {
      continue;
    }
    const end = Math.min(extra.length, at + 4 + view.getUint16(at + 2, true));
    const isUnknown = (size: bigint) => size === BigInt(UNKNOWN_SIZE);
    let field = at + 4;
    const next = (known: bigint) => {
      if (!isUnknown(known) || field + 8 > end) {
        return known;
      }
      field += 8;
      return view.getBigUint64(field - 8, true);
    };
    const contentBytes = next(header.contentBytes);
    const compressedBytes = next(header.compressedBytes);
    return { ...header, contentBytes, compressedBytes, isZip64: true };
  }
  return header;
}
