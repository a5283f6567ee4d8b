import type { FileRecord, LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, SourceState, StagedFile } from '../../src/batch.js';
import type { CreateResult, FoundFile, Observation } from '../../src/protocol/action.js';
import type { Decision } from '../../src/protocol/steps.js';
import type { LoggedEntry } from '../../src/state/apply-entry.js';

/** The event logs of a world: an operator starts each writer on one of them. */
export const LOGS = ['A', 'B'];

/** A file of the model lake: whose encoder made it, and what messages it holds (`A1`, `A2`, …). */
export interface ModelFile {
  readonly sha256: string;
  readonly positions: readonly string[];
}

/** A writer that runs, or stands still before its next step for as long as the exploration likes. */
export interface ModelWriter {
  readonly decision: Decision;
  /** The event log it was started on, for as long as it lives. */
  readonly log: string;
  /** Writers of different encoders give the same rows other bytes. */
  readonly encoder: string;
  /** What came so far of the files that its action publishes or looks at, by their place. */
  readonly landed?: ReadonlyMap<number, Landing>;
}

/** What came of one file of several: of creating it, or of looking for it. */
export type Landing = CreateResult | { readonly found: FoundFile | undefined };

/** Everything there is: what survives a crash, and the writers. Immutable. */
export interface World {
  readonly log: readonly LoggedEntry[];
  readonly files: ReadonlyMap<string, ModelFile>;
  /** Writers by slot; undefined where none runs. */
  readonly slots: readonly (ModelWriter | undefined)[];
  /** Writers started so far. */
  readonly started: number;
  /** Messages in each event log so far, in the order of `LOGS`. */
  readonly messages: readonly number[];
}

/** How many messages one of a world's event logs holds. */
export function messagesOf({ messages }: Pick<World, 'messages'>, log: string): number {
  return messages[LOGS.indexOf(log)];
}

/** What an event log holds: sequences `first` to `last`. Even and odd ones go to different partitions. */
export interface Held {
  readonly first: number;
  readonly last: number;
}

export function sourceState(log: string, { first, last }: Held): SourceState {
  return {
    stream: 'MODEL',
    created: log,
    firstSequence: BigInt(first),
    lastSequence: BigInt(last),
  };
}

/** What a batch is built from, and by whom. */
export interface BatchPlan {
  readonly log: string;
  /** The epoch that the batch's writer is in: part of every file's name. */
  readonly epoch: number;
  readonly encoder: string;
  readonly recovery: boolean;
  /** The first sequence that the log still holds: what lies before is a gap. */
  readonly first: number;
}

/** The batch of messages `[from, to]` as one encoder builds it. Cached: worlds share it. */
export function buildBatch(from: number, to: number, plan: BatchPlan): BuiltBatch {
  const { log, epoch, encoder, recovery } = plan;
  const begin = Math.min(Math.max(from, plan.first), to + 1);
  const name = `${log}-${epoch}-${from}-${begin}-${to}-${encoder}-${recovery}`;
  const known = batches.get(name);
  if (known !== undefined) {
    return known;
  }
  const files = ['even', 'odd'].flatMap((partition, parity) => {
    const positions = range(begin, to).filter((position) => position % 2 === parity);
    const key = `${partition}/e${epoch}-${from}-${to}`;
    return positions.length === 0 ? [] : [stagedFile(key, partition, positions, plan)];
  });
  const width = to - begin + 1;
  const batch: BuiltBatch = {
    from: BigInt(from),
    to: BigInt(to),
    delivered: width,
    events: width,
    rows: width,
    deadLetters: 0,
    gaps: begin === from ? [] : [{ from: BigInt(from), to: BigInt(begin - 1), reason: 'log-gap' }],
    files,
    closeReason: recovery ? 'recovery' : 'events',
    ...(width === 0 ? {} : { last: { sequence: BigInt(to), sha256: `message-${log}${to}` } }),
    runs: [],
    decodeFingerprint: 'model',
    configFingerprint: 'model',
  };
  batches.set(name, batch);
  return batch;
}

/** The file of the lake that publishing `file` makes. */
export function modelFile(file: StagedFile): ModelFile {
  return { sha256: file.sha256, positions: file.positionDigest.split(',') };
}

/** The positions that a committed file is said to hold. */
export function recordedPositions(file: FileRecord): readonly string[] {
  return file.position_digest.split(',');
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
    slot === undefined
      ? '-'
      : `${nameOf(slot.decision)}${slot.encoder}${slot.log}${landedName(slot)}`,
  );
  return `${lakeKey(world)}|${slots.join('|')}|${world.started}|${world.messages.join()}`;
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
  const error = 'error' in action ? action.error : 'error' in step ? step.error : undefined;
  const asked = `${action.kind}.${committed}.${error?.code}`;
  const observed = source === undefined ? '' : nameOfSource(source);
  return `${writer} ${head} ${observed} ${step.at} ${asked} ${entry} ${batch} ${stored}`;
}

/** What sets an observation apart. The log's end is enough for what was read from it. */
export function observationName({ log }: Pick<World, 'log'>, seen: Observation): string {
  switch (seen.kind) {
    case 'entries':
      return `entries ${log.at(-1)?.sha256}`;
    case 'source':
      return `source ${nameOfSource(seen.source)}`;
    case 'created':
      return `created ${seen.sha256}`;
    case 'exists':
    case 'undecided':
      return seen.kind;
    case 'entry':
      return `entry ${seen.found?.sha256} ${seen.own}`;
    case 'published':
      return `published ${seen.results.join()}`;
    case 'files':
      return `files ${seen.found.map((found) => found?.sha256 ?? 'none').join()}`;
    case 'batch':
      return `batch ${nameOfBatch(seen.batch)}`;
  }
}

/** Everything of a decision. */
export function fullName(decision: Decision): string {
  return textOf(decision);
}

/** What may come of a writer's action, or of one of its files. */
export interface Outcome {
  readonly world: Pick<World, 'log' | 'files'>;
  /** What the writer sees: nothing until the last file has landed. */
  readonly seen: Observation | undefined;
  readonly landed?: ReadonlyMap<number, Landing>;
}

const batches = new Map<string, BuiltBatch>();
const digests = new WeakMap<LedgerEntry, string>();
const fileNames = new WeakMap<World['files'], string>();
const interned = new Map<string, string>();

function stagedFile(
  key: string,
  partition: string,
  positions: readonly number[],
  { log, encoder }: BatchPlan,
): StagedFile {
  return {
    key,
    kind: 'rows',
    dataset: 'model',
    partition,
    rows: positions.length,
    bytes: positions.length,
    sha256: `${encoder}${log}:${key}`,
    positionDigest: positions.map((position) => `${log}${position}`).join(','),
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

function landedName({ landed = new Map<number, Landing>() }: ModelWriter): string {
  const names = [...landed].map(([place, landing]) =>
    typeof landing === 'string' ? `${place}${landing}` : `${place}${landing.found?.sha256}`,
  );
  return names.sort().join();
}

function nameOfSource({ created, firstSequence, lastSequence }: SourceState): string {
  return `${created}${firstSequence}-${lastSequence}`;
}

function nameOfBatch({ from, to, closeReason, files }: BuiltBatch): string {
  return `${from}-${to}-${closeReason}-${files.map((file) => file.sha256).join()}`;
}

function textOf(value: object): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? `${member}n` : member,
  );
}
