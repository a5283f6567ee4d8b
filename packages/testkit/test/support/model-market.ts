import type { BuiltBatch, Gap, StagedFile } from '@assay/ledger';
import { positionDigest, sha256Hex } from '@assay/schemas';

/** An event log whose messages follow from their sequences, and what a reader makes of them. */
export interface ModelMarket {
  /** Files that were built, by local path. */
  readonly staged: Map<string, Uint8Array>;
  /** Builds the batch of `[from, to]` as one release (`encoder`) does. */
  build(from: bigint, to: bigint, encoder: string, recovery: boolean): BuiltBatch;
  /** The positions of every event in messages 1 to `last`. */
  positionsTo(last: bigint): readonly bigint[];
}

/** What a file of this market holds: readable by a test, other bytes by each encoder. */
interface FileText {
  readonly encoder: string;
  readonly positions: readonly string[];
}

const PARTITIONS = 3n;
const EVENTS_PER_MESSAGE = 65_536n;

export function createModelMarket(): ModelMarket {
  const staged = new Map<string, Uint8Array>();
  return {
    staged,
    positionsTo: (last) => sequences(1n, last).filter(exists).flatMap(positionsOf),
    build: (from, to, encoder, recovery) => {
      const messages = sequences(from, to).filter(exists);
      const positions = messages.flatMap(positionsOf);
      const rows = positions.filter((position) => !isDeadLetter(position));
      const deadLetters = positions.filter(isDeadLetter);
      const files = sequences(0n, PARTITIONS - 1n).map((partition) =>
        stage(staged, `data/p${partition}/${from}-${to}`, encoder, {
          kind: 'rows',
          positions: rows.filter((position) => position % PARTITIONS === partition),
        }),
      );
      files.push(
        stage(staged, `_dlq/${from}-${to}`, encoder, {
          kind: 'dead-letters',
          positions: deadLetters,
        }),
      );
      const last = messages.at(-1);
      return {
        from,
        to,
        delivered: messages.length,
        events: positions.length,
        rows: rows.length,
        deadLetters: deadLetters.length,
        gaps: gapsOf(from, to),
        files: files.filter((file) => file.rows > 0),
        closeReason: recovery ? 'recovery' : 'events',
        last: last === undefined ? undefined : { sequence: last, sha256: sha256Hex(`m${last}`) },
        runs: last === undefined ? [] : [{ run: `run-${last % 4n}`, from: last, to: last }],
        decodeFingerprint: 'model',
        configFingerprint: encoder,
      };
    },
  };
}

/** The positions that a file of this market holds. */
export function positionsIn(bytes: Uint8Array): readonly bigint[] {
  const { positions } = JSON.parse(Buffer.from(bytes).toString('utf8')) as FileText;
  return positions.map(BigInt);
}

/** One message of eleven was never stored by the log. */
function exists(sequence: bigint): boolean {
  return sequence % 11n !== 5n;
}

function positionsOf(sequence: bigint): bigint[] {
  return sequences(0n, sequence % 3n).map((index) => sequence * EVENTS_PER_MESSAGE + index);
}

function isDeadLetter(position: bigint): boolean {
  return position % 7n === 0n;
}

function gapsOf(from: bigint, to: bigint): Gap[] {
  return sequences(from, to)
    .filter((sequence) => !exists(sequence))
    .map((sequence) => ({ from: sequence, to: sequence, reason: 'log-gap' }));
}

function stage(
  staged: Map<string, Uint8Array>,
  key: string,
  encoder: string,
  { kind, positions }: { kind: StagedFile['kind']; positions: readonly bigint[] },
): StagedFile {
  const text: FileText = { encoder, positions: positions.map(String) };
  const bytes = Buffer.from(JSON.stringify(text), 'utf8');
  const path = `${encoder}:${key}`;
  staged.set(path, bytes);
  return {
    key,
    kind,
    dataset: 'model.v1',
    partition: key.split('/').slice(1, -1).join('/'),
    rows: positions.length,
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    positionDigest: positionDigest(positions),
    minTsEventNs: kind === 'rows' ? positions.at(0) : undefined,
    maxTsEventNs: kind === 'rows' ? positions.at(-1) : undefined,
    path,
  };
}

function sequences(from: bigint, to: bigint): bigint[] {
  return Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index));
}
