import { positionOf, sequenceOf, type LedgerEntry } from '@assay/schemas';
import type { BuiltBatch, SourceState, StagedFile } from '../../src/batch.js';
import type {
  CreateResult,
  ExaminedFile,
  FoundFile,
  Observation,
  UnfinishedBatch,
} from '../../src/protocol/action.js';
import type { Decision } from '../../src/protocol/steps.js';
import type { LoggedEntry } from '../../src/state/apply-entry.js';

/** The event logs of a world: an operator starts each writer on one of them. */
export const LOGS = ['A', 'B'];

/** What one event log holds now: a message a sequence, the names of those it lost included. */
export interface LogContent {
  /** The incarnation: what the log calls itself. */
  readonly created: string;
  /** The first sequence that it still holds. */
  readonly first: number;
  /** Every message by its sequence: `A1`, `A2`; one that took the place of a lost one is `A2'`; '' is a hole. */
  readonly ids: readonly string[];
}

/** A file of the model lake: whose encoder made it, and what messages it holds. */
export interface ModelFile {
  readonly sha256: string;
  readonly ids: readonly string[];
}

/** A writer that runs, or stands still before its next step for as long as the exploration likes. */
export interface ModelWriter {
  readonly decision: Decision;
  /** The event log it was started on, for as long as it lives. */
  readonly log: string;
  /** Writers of different encoders give the same rows other bytes. */
  readonly encoder: string;
  /** Writers of different decoders put the same messages into other files. */
  readonly decoder: number;
  /** Changes of the event logs that it has seen. */
  readonly changes: number;
  /** What came so far of the files that its action publishes or looks at, by their place. */
  readonly landed?: ReadonlyMap<number, Landing>;
}

/** What came of one file of several: of creating it, or of looking for it. */
export type Landing =
  | { readonly created: CreateResult }
  | { readonly found: FoundFile | undefined }
  | { readonly examined: ExaminedFile | undefined };

/** Everything there is beside the writers: what survives a crash of both. Immutable. */
export interface World {
  readonly log: readonly LoggedEntry[];
  readonly files: ReadonlyMap<string, ModelFile>;
  /** The event logs, in the order of `LOGS`. */
  readonly logs: readonly LogContent[];
  /** How often an event log became another one. */
  readonly changes: number;
  /** The release whose decoder a writer has that starts now. */
  readonly decoder: number;
}

/** What one of a world's event logs holds. */
export function contentOf({ logs }: Pick<World, 'logs'>, log: string): LogContent {
  return logs[LOGS.indexOf(log)];
}

/** A log that holds so many messages, of which it let go before `first`. */
export function freshLog(created: string, messages: number, first = 1): LogContent {
  return { created, first, ids: range(1, messages).map((each) => `${created}${each}`) };
}

export function sourceState({ created, first, ids }: LogContent): SourceState {
  return {
    stream: 'MODEL',
    created,
    firstSequence: BigInt(first),
    lastSequence: BigInt(ids.length),
  };
}

/** The sequence of a message. */
export function sequenceOfId(id: string): number {
  return Number(id.replace(/\D/g, ''));
}

/** What a batch is built from, and by whom. */
export interface BatchPlan extends Partial<Pick<UnfinishedBatch, 'exclude' | 'recoveryFence'>> {
  readonly content: LogContent;
  /** The epoch that the batch's writer is in: part of every file's name. */
  readonly epoch: number;
  readonly encoder: string;
  readonly decoder: number;
  readonly recovery: boolean;
}

/** The batch of messages `[from, to]` as one writer builds it. Cached: worlds share it. */
export function buildBatch(from: number, to: number, plan: BatchPlan): BuiltBatch {
  const { content, epoch, encoder, decoder, recovery, exclude, recoveryFence } = plan;
  const begin = Math.min(Math.max(from, content.first), to + 1);
  const excluded = [...(exclude ?? [])].map(String).join();
  const places = content.ids.slice(begin - 1, to);
  const ids = places.filter((id) => id !== '');
  const name = `${epoch}-${from}-${to}-${encoder}${decoder}-${recovery}-${recoveryFence}-${excluded}-${places.join()}`;
  const known = batches.get(name);
  if (known !== undefined) {
    return known;
  }
  const left = ids.filter((id) => exclude?.has(positionOf(BigInt(sequenceOfId(id)), 0)) !== true);
  const suffix = recoveryFence === undefined ? '' : `-r${recoveryFence}`;
  const files = PARTITIONS[decoder].flatMap((partition, place) => {
    const held = left.filter((id) => (sequenceOfId(id) % 2) * (1 - decoder) === place);
    const key = `${partition}/e${epoch}-${from}-${to}${suffix}`;
    return held.length === 0 ? [] : [stagedFile(key, partition, held, encoder)];
  });
  const last = ids.at(-1);
  const batch: BuiltBatch = {
    from: BigInt(from),
    to: BigInt(to),
    delivered: ids.length,
    events: left.length,
    rows: left.length,
    deadLetters: 0,
    gaps: range(from, to)
      .filter((sequence) => sequence < begin || places[sequence - begin] === '')
      .map((each) => ({ from: BigInt(each), to: BigInt(each), reason: 'log-gap' })),
    files,
    closeReason: recovery ? 'recovery' : 'events',
    ...(last === undefined ? {} : { last: markOfId(last) }),
    checks: Uint32Array.from(ids, checkOf),
    runs: [],
    decodeFingerprint: `decoder ${decoder}`,
    configFingerprint: 'model',
  };
  batches.set(name, batch);
  return batch;
}

/** Even and odd messages go to different partitions; the other decoder puts all into one. */
const PARTITIONS = [['even', 'odd'], ['all']];

export function markOfId(id: string) {
  return { sequence: BigInt(sequenceOfId(id)), sha256: `message-${id}` };
}

/** A number that no other message has. */
export function checkOf(id: string): number {
  return parseInt(intern(id), 36);
}

/** The file of the lake that publishing `file` makes. */
export function modelFile(file: StagedFile): ModelFile {
  const [, ids] = file.sha256.split(':');
  return { sha256: file.sha256, ids: ids.split(',') };
}

/** The file that closes a name. */
export const CLOSED_FILE: ModelFile = { sha256: 'closed', ids: [] };

/** What opening a file tells: its positions, but not which lineage its messages are of. */
export function examined({ sha256, ids }: ModelFile): ExaminedFile {
  const positions = ids.map((id) => positionOf(BigInt(sequenceOfId(id)), 0));
  return {
    bytes: ids.length,
    sha256,
    content: {
      rows: ids.length,
      positionDigest: digestOf(positions),
      positions,
      kind: 'rows',
      dataset: 'model',
      partition: 'any',
    },
  };
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

const batches = new Map<string, BuiltBatch>();
const digests = new WeakMap<LedgerEntry, string>();
const interned = new Map<string, string>();

function digestOf(positions: readonly bigint[]): string {
  return positions.map(sequenceOf).join();
}

function stagedFile(
  key: string,
  partition: string,
  ids: readonly string[],
  encoder: string,
): StagedFile {
  return {
    key,
    kind: 'rows',
    dataset: 'model',
    partition,
    rows: ids.length,
    bytes: ids.length,
    sha256: `${encoder}${key}:${ids.join()}`,
    positionDigest: digestOf(ids.map((id) => positionOf(BigInt(sequenceOfId(id)), 0))),
    path: '',
  };
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
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

/** Everything that a value holds, as text. */
export function textOf(value: object): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (member instanceof Set) {
      return [...member];
    }
    return typeof member === 'bigint' ? `${member}n` : member;
  });
}

/** What may come of a writer's action, or of one of its files. */
export interface Outcome {
  readonly world: Pick<World, 'log' | 'files'>;
  /** What the writer sees: nothing until the last file has landed; `gone`: it ends. */
  readonly seen: Observation | undefined;
  readonly landed?: ReadonlyMap<number, Landing>;
  /** The writer's own reading found out that its log is another one. */
  readonly isGone?: boolean;
  /** Changes of the event logs that it has seen now. */
  readonly changes?: number;
}
