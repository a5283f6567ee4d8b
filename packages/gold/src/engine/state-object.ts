import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type { StagedFile } from '@assay/ledger';
import { sha256Hex } from '@assay/schemas';
import { GoldError } from '../errors.js';

const compress = promisify(deflate);
const decompress = promisify(inflate);

const FORMAT = 1;
const NEWLINE = 0x0a;

/** A file of the batch, as it will be published, with its bytes. */
export interface KeptFile extends Omit<StagedFile, 'path'> {
  readonly content: Uint8Array;
}

/** What a state object holds: an engine's state, and the very files of the batch that ends in it. */
export interface StateObject {
  readonly shard: string;
  readonly epoch: number;
  readonly from: bigint;
  readonly to: bigint;
  readonly rows: number;
  /** Of the last instant that has rows. */
  readonly lastSha256: string | undefined;
  readonly state: Uint8Array;
  readonly files: readonly KeptFile[];
}

interface Header {
  readonly format: number;
  readonly shard: string;
  readonly epoch: number;
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly last_sha256: string | null;
  readonly state_bytes: number;
  readonly files: readonly HeaderFile[];
}

interface HeaderFile {
  readonly key: string;
  readonly dataset: string;
  readonly partition: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly position_digest: string;
  readonly min_ts: string | null;
  readonly max_ts: string | null;
}

/** One line of JSON, the state and the files one after another; compressed. */
export async function encodeStateObject(object: StateObject): Promise<Buffer> {
  const { shard, epoch, from, to, rows, lastSha256, state, files } = object;
  const header: Header = {
    ...{ format: FORMAT, shard, epoch, from: from.toString(), to: to.toString(), rows },
    last_sha256: lastSha256 ?? null,
    state_bytes: state.length,
    files: files.map(headerFile),
  };
  const line = Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
  return compress(Buffer.concat([line, state, ...files.map(({ content }) => content)]));
}

/**
 * The object that bytes hold. Throws `STATE_CHANGED` for what is none, or one of another form.
 *
 * @param where names the bytes in errors
 */
export async function decodeStateObject(bytes: Uint8Array, where: string): Promise<StateObject> {
  try {
    return decode(await decompress(bytes));
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new GoldError(
      'STATE_CHANGED',
      `${where}: expected a state of format ${FORMAT}, was something else (${words})`,
      { cause },
    );
  }
}

function decode(whole: Buffer): StateObject {
  const end = whole.indexOf(NEWLINE);
  const header = JSON.parse(whole.subarray(0, end).toString('utf8')) as Header;
  if (header.format !== FORMAT) {
    throw new Error(`format ${header.format}`);
  }
  let at = end + 1;
  const next = (bytes: number, sha256?: string) => {
    const part = whole.subarray(at, at + bytes);
    at += bytes;
    if (part.length !== bytes || (sha256 !== undefined && sha256Hex(part) !== sha256)) {
      throw new Error(`expected ${bytes} bytes up to ${at}, was torn`);
    }
    return part;
  };
  const state = next(header.state_bytes);
  return {
    shard: header.shard,
    epoch: header.epoch,
    from: BigInt(header.from),
    to: BigInt(header.to),
    rows: header.rows,
    lastSha256: header.last_sha256 ?? undefined,
    state,
    files: header.files.map((file) => ({
      ...keptFile(file),
      content: next(file.bytes, file.sha256),
    })),
  };
}

function headerFile(file: KeptFile): HeaderFile {
  const { key, dataset, partition, rows, bytes, sha256 } = file;
  return {
    ...{ key, dataset, partition, rows, bytes, sha256 },
    position_digest: file.positionDigest,
    min_ts: file.minTsEventNs?.toString() ?? null,
    max_ts: file.maxTsEventNs?.toString() ?? null,
  };
}

function keptFile(file: HeaderFile): Omit<StagedFile, 'path'> {
  const { key, dataset, partition, rows, bytes, sha256 } = file;
  return {
    ...{ key, kind: 'rows', dataset, partition, rows, bytes, sha256 },
    positionDigest: file.position_digest,
    minTsEventNs: file.min_ts === null ? undefined : BigInt(file.min_ts),
    maxTsEventNs: file.max_ts === null ? undefined : BigInt(file.max_ts),
  };
}
