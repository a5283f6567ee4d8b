import type { BuiltBatch, FileContent, Gap, StagedFile } from '@assay/ledger';
import type { LogMessage } from '@assay/bus';
import { messageCheck, messageFingerprint, positionDigest, sha256Hex } from '@assay/schemas';

/** One event of a message, and where a decoder puts it. */
interface ModelEvent {
  readonly position: bigint;
  /** What the event is, wherever it is stored: no other event of any lineage shares it. */
  readonly id: string;
}

/** A release of Assay: how it decodes messages, and how it writes files. */
export interface Release {
  readonly decoder: 'one' | 'other';
  readonly encoder: string;
}

/** What to build a batch of. */
export interface BatchRequest extends Release {
  readonly epoch: number;
  readonly from: bigint;
  readonly to: bigint;
  /** All that the log holds of the range. */
  readonly messages: readonly LogMessage[];
  /** Where the log begins now: what is missing before is retention's doing. */
  readonly firstKept: bigint;
  readonly closeReason: BuiltBatch['closeReason'];
  /** Positions that are in the lake already. */
  readonly exclude?: ReadonlySet<bigint> | undefined;
  readonly recoveryFence?: number | undefined;
}

/** What a file of this market holds: readable by a test, other bytes by each encoder. */
interface FileText {
  readonly encoder: string;
  readonly kind: StagedFile['kind'];
  readonly partition: string;
  readonly rows: readonly (readonly [position: string, id: string])[];
}

const EVENTS_PER_MESSAGE = 65_536n;
const DATASET = 'model.v1';

/** The bytes of the `n`th message that was ever appended. */
export function messageBytes(serial: number): Uint8Array {
  return Buffer.from(`message ${serial}`, 'utf8');
}

/** The events of a message: one to three. */
export function eventsOf({ sequence, bytes }: LogMessage): readonly ModelEvent[] {
  const serial = serialOf(bytes);
  return Array.from({ length: 1 + (serial % 3) }, (_, index) => ({
    position: sequence * EVENTS_PER_MESSAGE + BigInt(index),
    id: `${serial}.${index}`,
  }));
}

/** The events that a file holds. */
export function rowsIn(bytes: Uint8Array): readonly ModelEvent[] {
  return textIn(bytes).rows.map(([position, id]) => ({ position: BigInt(position), id }));
}

/** What a release finds in a file when it opens it. */
export function contentOf(bytes: Uint8Array): FileContent {
  const { kind, partition } = textIn(bytes);
  const positions = rowsIn(bytes).map(({ position }) => position);
  return {
    rows: positions.length,
    positionDigest: positionDigest(positions),
    positions,
    kind,
    dataset: DATASET,
    partition,
    ...bounds(kind, positions),
  };
}

/** Builds batches, and keeps the files that were built by their local path. */
export interface ModelMarket {
  readonly staged: ReadonlyMap<string, Uint8Array>;
  build(request: BatchRequest): BuiltBatch;
  /** A file without rows for a name that is to hold none. */
  close(key: string): { readonly path: string };
}

export function createModelMarket(): ModelMarket {
  const staged = new Map<string, Uint8Array>();
  return {
    staged,
    build: (request) => build(staged, request),
    close: (key) => {
      const path = `closed:${key}`;
      const kind = key.startsWith('_dlq/') ? 'dead-letters' : 'rows';
      const text: FileText = { encoder: 'none', kind, partition: partitionOf(key), rows: [] };
      staged.set(path, encode(text));
      return { path };
    },
  };
}

function build(staged: Map<string, Uint8Array>, request: BatchRequest): BuiltBatch {
  const { from, to, messages, decoder, encoder, exclude, closeReason } = request;
  const events = messages
    .flatMap(eventsOf)
    .filter(({ position }) => exclude?.has(position) !== true);
  const placed = new Map<string, ModelEvent[]>();
  for (const event of events) {
    const folder = folderOf(event, decoder);
    placed.set(folder, [...(placed.get(folder) ?? []), event]);
  }
  const files = [...placed].map(([folder, rows]) => stage(staged, folder, rows, request));
  const count = (kind: StagedFile['kind']): number =>
    files.filter((file) => file.kind === kind).reduce((sum, file) => sum + file.rows, 0);
  const last = messages.at(-1);
  return {
    from,
    to,
    delivered: messages.length,
    events: events.length,
    rows: count('rows'),
    deadLetters: count('dead-letters'),
    gaps: gapsOf(request),
    files,
    closeReason,
    last: last === undefined ? undefined : { sequence: last.sequence, ...stampOf(last) },
    runs: messages.map(({ sequence }) => ({ run: 'producer', from: sequence, to: sequence })),
    decodeFingerprint: `decoder ${decoder}`,
    configFingerprint: encoder,
    checks: Uint32Array.from(messages, checkOf),
  };
}

function stampOf({ subject, headers, bytes, serverTimeNs }: LogMessage) {
  return { serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
}

/** `messageCheck` of a message. */
export function checkOf({ subject, headers, bytes, serverTimeNs }: LogMessage): number {
  return messageCheck(subject, headers, bytes, serverTimeNs);
}

/** The two decoders disagree on what a dead letter is, and on where the others belong. */
function folderOf({ position, id }: ModelEvent, decoder: Release['decoder']): string {
  const [serial, index] = id.split('.').map(Number);
  const value = serial * 3 + index + (decoder === 'one' ? 0 : Number(position % 2n));
  if (value % (decoder === 'one' ? 7 : 5) === 0) return '_dlq';
  return `bronze/model/p=${value % (decoder === 'one' ? 3 : 2)}`;
}

function gapsOf({ from, to, messages, firstKept }: BatchRequest): Gap[] {
  const held = new Set(messages.map(({ sequence }) => sequence));
  const gaps: Gap[] = [];
  for (let sequence = from; sequence <= to; sequence += 1n) {
    if (held.has(sequence)) continue;
    const reason = sequence < firstKept ? 'retention' : 'log-gap';
    const before = gaps.at(-1);
    if (before?.to === sequence - 1n && before.reason === reason) {
      gaps[gaps.length - 1] = { ...before, to: sequence };
    } else {
      gaps.push({ from: sequence, to: sequence, reason });
    }
  }
  return gaps;
}

function stage(
  staged: Map<string, Uint8Array>,
  folder: string,
  rows: readonly ModelEvent[],
  { epoch, from, to, encoder, decoder, recoveryFence }: BatchRequest,
): StagedFile {
  const name = `e${epoch}-${from}-${to}${recoveryFence === undefined ? '' : `-r${recoveryFence}`}`;
  const key = `${folder}/${name}`;
  const kind = folder === '_dlq' ? 'dead-letters' : 'rows';
  const partition = partitionOf(key);
  const bytes = encode({
    encoder,
    kind,
    partition,
    rows: rows.map(({ position, id }) => [`${position}`, id] as const),
  });
  const path = `${encoder}:${decoder}:${sha256Hex(bytes)}:${key}`;
  staged.set(path, bytes);
  const positions = rows.map(({ position }) => position);
  return {
    key,
    kind,
    dataset: DATASET,
    partition,
    rows: rows.length,
    bytes: bytes.length,
    sha256: sha256Hex(bytes),
    positionDigest: positionDigest(positions),
    ...bounds(kind, positions),
    path,
  };
}

function bounds(kind: StagedFile['kind'], positions: readonly bigint[]) {
  return kind === 'dead-letters'
    ? {}
    : { minTsEventNs: positions.at(0), maxTsEventNs: positions.at(-1) };
}

/** `p=1` of `bronze/model/p=1/e1-1-4`. */
function partitionOf(key: string): string {
  return key.startsWith('_dlq/') ? '' : (key.split('/').at(-2) ?? '');
}

function serialOf(bytes: Uint8Array): number {
  return Number(Buffer.from(bytes).toString('utf8').slice('message '.length));
}

function encode(text: FileText): Uint8Array {
  return Buffer.from(JSON.stringify(text), 'utf8');
}

function textIn(bytes: Uint8Array): FileText {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as FileText;
}
