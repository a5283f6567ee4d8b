import type { FileRecord, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, SourceState, StagedFile } from '../../src/batch.js';
import type { Observation } from '../../src/protocol/action.js';
import type { Decision } from '../../src/protocol/steps.js';
import type { LoggedEntry } from '../../src/state/apply-entry.js';

/** A file of the model lake: whose encoder made it, and what positions it holds. */
export interface ModelFile {
  readonly sha256: string;
  readonly positions: readonly number[];
}

/** A writer that runs, or stands still before its next step for as long as the exploration likes. */
export interface ModelWriter {
  readonly decision: Decision;
  /** Writers of different encoders give the same rows other bytes. */
  readonly encoder: string;
}

/** Everything there is: what survives a crash, and the writers. Immutable. */
export interface World {
  readonly log: readonly LoggedEntry[];
  readonly files: ReadonlyMap<string, ModelFile>;
  /** Writers by slot; undefined where none runs. */
  readonly slots: readonly (ModelWriter | undefined)[];
  /** Writers started so far. */
  readonly started: number;
  /** Messages in the event log so far. */
  readonly messages: number;
}

/** Sequences 1 to `messages` are in the event log. Even and odd ones go to different partitions. */
export function sourceState(messages: number): SourceState {
  return {
    stream: 'MODEL',
    created: 'once',
    firstSequence: 1n,
    lastSequence: BigInt(messages),
  };
}

/** The batch of messages `[from, to]` as one encoder builds it. Cached: worlds share it. */
export function buildBatch(
  from: number,
  to: number,
  encoder: string,
  recovery: boolean,
): BuiltBatch {
  const name = `${from}-${to}-${encoder}-${recovery}`;
  const known = batches.get(name);
  if (known !== undefined) {
    return known;
  }
  const files = ['even', 'odd'].flatMap((partition, parity) => {
    const positions = range(from, to).filter((position) => position % 2 === parity);
    return positions.length === 0 ? [] : [stagedFile(partition, from, to, positions, encoder)];
  });
  const width = to - from + 1;
  const batch: BuiltBatch = {
    from: BigInt(from),
    to: BigInt(to),
    delivered: width,
    events: width,
    rows: width,
    deadLetters: 0,
    gaps: [],
    files,
    closeReason: recovery ? 'recovery' : 'events',
    last: { sequence: BigInt(to), sha256: `message-${to}` },
    runs: [],
    decodeFingerprint: 'model',
    configFingerprint: 'model',
  };
  batches.set(name, batch);
  return batch;
}

/** The file of the lake that publishing `file` makes. */
export function modelFile(file: StagedFile): ModelFile {
  return { sha256: file.sha256, positions: file.positionDigest.split(',').map(Number) };
}

/** The positions that a committed file is said to hold. */
export function recordedPositions(file: FileRecord): readonly number[] {
  return file.position_digest.split(',').map(Number);
}

/** The stand-in of an entry's SHA-256: equal for equal entries only. */
export function entryDigest(entry: LedgerEntry): string {
  const known = digests.get(entry);
  if (known !== undefined) {
    return known;
  }
  const digest = intern(textOf(entry));
  digests.set(entry, digest);
  return digest;
}

/** Identifies a world: equal worlds have equal keys, different ones different keys. */
export function worldKey(world: World, nameOf: (decision: Decision) => string = shortName): string {
  const slots = world.slots.map((slot) =>
    slot === undefined ? '-' : `${nameOf(slot.decision)}${slot.encoder}`,
  );
  return `${lakeKey(world)}|${slots.join('|')}|${world.started}|${world.messages}`;
}

/** Identifies what survives a crash. The last entry's digest stands for the whole chain. */
export function lakeKey({ log, files }: World): string {
  const names = fileNames.get(files) ?? intern(fileList(files));
  fileNames.set(files, names);
  return `${log.at(-1)?.sha256 ?? ''}|${names}`;
}

/**
 * What sets a writer's decision apart, in little text: the head's digest stands for all it has read. That
 * nothing is lost by this is tested against `fullName`.
 */
export function shortName({ memory, action }: Decision): string {
  const { writer, ledger, step, source } = memory;
  const entry = 'entry' in step ? entryDigest(step.entry) : '';
  const batch = 'batch' in step && step.batch !== undefined ? nameOfBatch(step.batch) : '';
  const stored = 'stored' in step ? step.stored.map((file) => file.sha256).join() : '';
  const head = `${ledger.head}.${ledger.headSha256}.${ledger.committedTo}`;
  const committed = action.kind === 'await-batch' ? action.committed?.number : '';
  const asked = `${action.kind}.${committed}`;
  return `${writer} ${head} ${source?.lastSequence} ${step.at} ${asked} ${entry} ${batch} ${stored}`;
}

/** What sets an observation apart. The log's end is enough for what was read from it. */
export function observationName({ log }: Pick<World, 'log'>, seen: Observation): string {
  switch (seen.kind) {
    case 'entries':
      return `entries ${log.at(-1)?.sha256}`;
    case 'source':
      return `source ${seen.source.lastSequence}`;
    case 'created':
      return `created ${seen.sha256}`;
    case 'exists':
    case 'undecided':
      return seen.kind;
    case 'entry':
      return `entry ${seen.found?.sha256} ${seen.own}`;
    case 'file':
      return `file ${seen.found?.sha256}`;
    case 'batch':
      return `batch ${nameOfBatch(seen.batch)}`;
  }
}

/** Everything of a decision. */
export function fullName(decision: Decision): string {
  return textOf(decision);
}

/** What may come of a writer's action: the world after it, and what the writer sees. */
export interface Outcome {
  readonly world: Pick<World, 'log' | 'files'>;
  readonly seen: Observation;
}

const batches = new Map<string, BuiltBatch>();
const digests = new WeakMap<LedgerEntry, string>();
const fileNames = new WeakMap<World['files'], string>();
const interned = new Map<string, string>();

function stagedFile(
  partition: string,
  from: number,
  to: number,
  positions: readonly number[],
  encoder: string,
): StagedFile {
  const key = `${partition}/${from}-${to}`;
  return {
    key,
    kind: 'rows',
    dataset: 'model',
    partition,
    rows: positions.length,
    bytes: positions.length,
    sha256: `${encoder}:${key}`,
    positionDigest: positions.join(','),
    path: '',
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function fileList(files: World['files']): string {
  return [...files]
    .map(([key, { sha256 }]) => `${key}=${sha256}`)
    .sort()
    .join();
}

/** A short name of a text: the same for equal texts only. */
export function intern(text: string): string {
  const known = interned.get(text);
  if (known !== undefined) {
    return known;
  }
  const name = interned.size.toString(36);
  interned.set(text, name);
  return name;
}

function nameOfBatch({ from, to, closeReason, files }: BuiltBatch): string {
  return `${from}-${to}-${closeReason}-${files.map((file) => file.sha256).join()}`;
}

function textOf(value: object): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? `${member}n` : member,
  );
}
