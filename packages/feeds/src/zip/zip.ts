import { crc32 } from 'node:zlib';
import type { ByteReader } from '../byte-reader.js';
import { FeedError, type FeedErrorCode } from '../errors.js';
import { inflateFrom } from './inflate.js';
import {
  CENTRAL_FILE,
  DATA_DESCRIPTOR,
  END_OF_DIRECTORY,
  END_OF_DIRECTORY_64,
  LOCAL_FILE,
  LOCAL_HEADER_BYTES,
  METHOD_DEFLATE,
  METHOD_STORED,
  readLocalHeader,
  withExtra,
  type ZipEntryHeader,
} from './zip-header.js';

const READ_BYTES = 64 * 1024;

/** A file in a zip. Its content is read once, before the next file is asked for. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Whether a file that starts with these bytes is a zip (an empty one has no local file). */
export function startsZip(firstBytes: Uint8Array): boolean {
  return firstBytes.length >= 4 && [LOCAL_FILE, END_OF_DIRECTORY].includes(uint32(firstBytes));
}

/**
 * The files of a zip, as it arrives, from the headers before each (PKWARE APPNOTE 4.3). Checksum
 * and length of each are verified at its end (`BAD_COMPRESSION`; its content has been delivered by
 * then), and at the end of the zip that its directory lists as many files as were read. `TRUNCATED`
 * follows everything that could be decompressed. Encryption and methods but deflate are
 * `UNSUPPORTED`.
 */
export async function* zipEntries(
  reader: ByteReader,
  file: string,
): AsyncGenerator<ZipEntry, void> {
  const source = zipSource(reader, file);
  const names: string[] = [];
  for (;;) {
    const signature = uint32(await source.need(4, 'a header'));
    if (signature !== LOCAL_FILE) {
      await checkDirectory(source, signature, names);
      return;
    }
    const fixed = readLocalHeader(await source.need(LOCAL_HEADER_BYTES, 'a header'));
    const name = Buffer.from(await source.need(fixed.nameBytes, 'a name')).toString('utf8');
    const header = withExtra(fixed, await source.need(fixed.extraBytes, 'a header'));
    names.push(name);
    const content = entryContent(source, header, name);
    if (!name.endsWith('/')) {
      yield { name, content };
    }
    await drain(content);
  }
}

/** Reads whatever was not read of a file, up to its checksum. */
async function drain(content: AsyncGenerator<Uint8Array, void>): Promise<void> {
  let next = await content.next();
  while (next.done !== true) {
    next = await content.next();
  }
}

interface ZipSource {
  readonly reader: ByteReader;
  need(count: number, what: string): Promise<Uint8Array>;
  fail(code: FeedErrorCode, problem: string): FeedError;
}

function zipSource(reader: ByteReader, file: string): ZipSource {
  const fail = (code: FeedErrorCode, problem: string) =>
    new FeedError(code, `zip: ${problem}`, { place: { file, byteOffset: reader.position } });
  return {
    reader,
    fail,
    async need(count, what) {
      const bytes = await reader.read(count);
      if (bytes.length < count) {
        throw fail('TRUNCATED', `expected ${what}, was the end of the file; fetch it again`);
      }
      return bytes;
    },
  };
}

async function* entryContent(
  source: ZipSource,
  header: ZipEntryHeader,
  name: string,
): AsyncGenerator<Uint8Array, void> {
  let checksum = 0;
  let length = 0n;
  for await (const piece of packedContent(source, header, name)) {
    checksum = crc32(piece, checksum);
    length += BigInt(piece.length);
    yield piece;
  }
  const expected = header.hasDescriptor ? await readDescriptor(source, header) : header;
  if (expected.checksum !== checksum || expected.contentBytes !== length) {
    throw source.fail(
      'BAD_COMPRESSION',
      `expected checksum ${hex(expected.checksum)} of ${expected.contentBytes} bytes of "${name}", \
was ${hex(checksum)} of ${length}; its rows cannot be trusted`,
    );
  }
}

function packedContent(
  source: ZipSource,
  header: ZipEntryHeader,
  name: string,
): AsyncIterable<Uint8Array> {
  if (header.isEncrypted) {
    throw source.fail('UNSUPPORTED', `expected plain content of "${name}", was encrypted`);
  }
  if (header.method === METHOD_DEFLATE) {
    return inflateFrom(source.reader, (code, why) =>
      source.fail(
        code,
        `"${name}" ${code === 'TRUNCATED' ? 'stops early' : 'is damaged'} (${why}); \
fetch the file again`,
      ),
    );
  }
  if (header.method === METHOD_STORED && !header.hasDescriptor) {
    return storedContent(source, header.compressedBytes, name);
  }
  throw source.fail(
    'UNSUPPORTED',
    `expected "${name}" deflated, or stored with its size, was method ${header.method}`,
  );
}

async function* storedContent(source: ZipSource, bytes: bigint, name: string) {
  for (let left = bytes; left > 0n;) {
    const want = left < BigInt(READ_BYTES) ? Number(left) : READ_BYTES;
    const piece = await source.reader.read(want);
    yield piece;
    if (piece.length < want) {
      throw source.fail('TRUNCATED', `"${name}" stops ${left} bytes early; fetch the file again`);
    }
    left -= BigInt(piece.length);
  }
}

/** Checksum and length after the content; the signature before them may be left out. */
async function readDescriptor(source: ZipSource, { isZip64 }: ZipEntryHeader) {
  const what = 'a checksum and sizes';
  const first = uint32(await source.need(4, what));
  const checksum = first === DATA_DESCRIPTOR ? uint32(await source.need(4, what)) : first;
  const sizes = await source.need(isZip64 ? 16 : 8, what);
  const view = new DataView(sizes.buffer, sizes.byteOffset, sizes.length);
  return {
    checksum,
    contentBytes: isZip64 ? view.getBigUint64(8, true) : BigInt(view.getUint32(4, true)),
  };
}

/**
 * The directory at the end: a file cut before it would otherwise pass for a whole one. Names stand there
 * a second time, and no checksum covers either.
 */
async function checkDirectory(
  source: ZipSource,
  first: number,
  names: readonly string[],
): Promise<void> {
  const listed: string[] = [];
  let signature = first;
  while (signature === CENTRAL_FILE) {
    const fixed = await source.need(42, 'a directory');
    const view = new DataView(fixed.buffer, fixed.byteOffset, fixed.length);
    listed.push(
      Buffer.from(await source.need(view.getUint16(24, true), 'a name')).toString('utf8'),
    );
    await source.need(view.getUint16(26, true) + view.getUint16(28, true), 'a directory');
    signature = uint32(await source.need(4, 'the end of the directory'));
  }
  if (signature !== END_OF_DIRECTORY && signature !== END_OF_DIRECTORY_64) {
    const was = hex(signature);
    throw source.fail('BAD_COMPRESSION', `expected a file or the directory, was ${was}`);
  }
  const other = names.findIndex((name, place) => name !== listed[place]);
  if (listed.length !== names.length || other !== -1) {
    const expected = `expected ${listed.length} files (its directory)`;
    const was = other === -1 ? `${names.length}` : `"${names[other]}" for "${listed[other] ?? ''}"`;
    throw source.fail('BAD_COMPRESSION', `${expected}, was ${was}`);
  }
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
