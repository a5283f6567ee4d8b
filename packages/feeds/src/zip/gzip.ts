import { crc32 } from 'node:zlib';
import type { ByteReader } from '../byte-reader.js';
import { FeedError, type FeedErrorCode } from '../errors.js';
import { inflateFrom } from './inflate.js';

const DEFLATE = 8;
const FLAG_HEADER_CHECKSUM = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const TWO_32 = 4_294_967_296;

/** Whether a file that starts with these bytes is gzip. */
export function startsGzip(firstBytes: Uint8Array): boolean {
  return firstBytes.length >= 2 && firstBytes[0] === 0x1f && firstBytes[1] === 0x8b;
}

/**
 * Decompresses gzip (RFC 1952) as it arrives: any number of members, one after the other. The walk
 * over members is done here because Node's own takes everything after a member for padding once a
 * zero byte comes (a hole in a download), and ends in silence. Each member's checksum and length
 * are verified at its end (`BAD_COMPRESSION`; its content has been delivered by then). `TRUNCATED`
 * follows everything that could be decompressed; a file cut exactly between two members cannot be
 * told from a whole one.
 */
export async function* decompressGzip(
  reader: ByteReader,
  file: string,
): AsyncGenerator<Uint8Array, void> {
  const fail = (code: FeedErrorCode, problem: string) =>
    new FeedError(code, `gzip: ${problem}`, { place: { file, byteOffset: reader.position } });
  const need = async (count: number, what: string) => {
    const bytes = await reader.read(count);
    if (bytes.length < count) {
      throw fail('TRUNCATED', `expected ${what}, was the end of the file; fetch it again`);
    }
    return bytes;
  };
  do {
    await readHeader(need, fail);
    let checksum = 0;
    let length = 0;
    const failed = (code: 'TRUNCATED' | 'BAD_COMPRESSION', why: string) =>
      fail(
        code,
        `the compressed data ${code === 'TRUNCATED' ? 'stops early' : 'is damaged'} \
(${why}); fetch the file again`,
      );
    for await (const content of inflateFrom(reader, failed)) {
      checksum = crc32(content, checksum);
      length = (length + content.length) % TWO_32;
      yield content;
    }
    const trailer = await need(8, 'a checksum and a length');
    const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.length);
    if (view.getUint32(0, true) !== checksum || view.getUint32(4, true) !== length) {
      throw fail(
        'BAD_COMPRESSION',
        `expected checksum ${hex(view.getUint32(0, true))} of ${view.getUint32(4, true)} bytes, \
was ${hex(checksum)} of ${length}; the member's rows cannot be trusted`,
      );
    }
  } while ((await reader.peek(1)).length > 0);
}

type Need = (count: number, what: string) => Promise<Uint8Array>;
type Fail = (code: FeedErrorCode, problem: string) => FeedError;

async function readHeader(need: Need, fail: Fail): Promise<void> {
  const header = await need(10, 'a member');
  if (!startsGzip(header) || header[2] !== DEFLATE) {
    const was = Buffer.from(header.subarray(0, 3)).toString('hex');
    throw fail('BAD_COMPRESSION', `expected a member (1f8b08) or the end, was ${was}`);
  }
  const flags = header[3];
  if ((flags & FLAG_EXTRA) !== 0) {
    const [low, high] = await need(2, 'a header');
    await need(low | (high << 8), 'a header');
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) !== 0) {
      while ((await need(1, 'a header'))[0] !== 0);
    }
  }
  if ((flags & FLAG_HEADER_CHECKSUM) !== 0) {
    await need(2, 'a header');
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
