import { readFile, writeFile } from 'node:fs/promises';
import { positionDigest, positionOf } from '@assay/schemas';
import { join } from 'node:path';
import type { BuiltBatch, MessageMark, SourceState, StagedFile } from '../../src/batch.js';
import type { UnfinishedBatch } from '../../src/protocol/action.js';
import type { CommitSessionOptions, FileContent } from '../../src/session/session-options.js';
import { createScene, sha256, SOURCE, type Scene } from './scene.js';

/** Which partition a decoder puts event 0 or 1 of a message into. */
export type Decoder = (index: number) => string;

export const BY_INDEX: Decoder = (index) => (index === 0 ? 'x' : 'y');
export const ALL_IN_ONE: Decoder = () => 'z';

/** An event log of two events a message, which a test may change. */
export interface ModelLog {
  created: string;
  first: number;
  /** What the message at a sequence is; undefined after the last. */
  messages: string[];
}

/** A lake whose files say which positions they hold, and writers of it. */
export interface RowsScene {
  readonly scene: Scene;
  readonly log: ModelLog;
  /** Builds `[from, to]` of the log as it is now. */
  build(
    range: Pick<UnfinishedBatch, 'from' | 'to'> & Partial<UnfinishedBatch>,
    decoder?: Decoder,
  ): Promise<BuiltBatch>;
  options(decoder?: Decoder, more?: Partial<CommitSessionOptions>): CommitSessionOptions;
  /** Every position in the lake, by the file that holds it; throws when one is in two. */
  stored(): Promise<ReadonlyMap<bigint, string>>;
}

export async function createRowsScene(messages: number): Promise<RowsScene> {
  const scene = await createScene();
  const log: ModelLog = { created: 'once', first: 1, messages: namesOf(messages) };
  const folder = scene.folder;
  let files = 0;

  const stage = async (partition: string, positions: readonly bigint[]) => {
    files += 1;
    const path = join(folder, `staged-${files}`);
    const content = { partition, positions: positions.map(String) };
    const bytes = Buffer.from(JSON.stringify(content));
    await writeFile(path, bytes);
    return { path, bytes: bytes.length, sha256: sha256(bytes) };
  };

  const build: RowsScene['build'] = async (unfinished, decoder = BY_INDEX) => {
    const { from, to, exclude, recoveryFence, closeReason = 'events', epoch = 1 } = unfinished;
    const held = log.messages.slice(log.first - 1, Number(to));
    const read = held.flatMap((name, index) => {
      const sequence = BigInt(log.first + index);
      return sequence < from ? [] : [{ sequence, name }];
    });
    const byPartition = new Map<string, bigint[]>();
    for (const { sequence } of read) {
      for (const index of [0, 1]) {
        const position = positionOf(sequence, index);
        const partition = decoder(index);
        if (exclude?.has(position) !== true) {
          byPartition.set(partition, [...(byPartition.get(partition) ?? []), position]);
        }
      }
    }
    const suffix = recoveryFence === undefined ? '' : `-r${recoveryFence}`;
    const staged = [...byPartition].map(async ([partition, positions]): Promise<StagedFile> => {
      const key = `bronze/model/${partition}/e${epoch}-${from}-${to}${suffix}.parquet`;
      return {
        key,
        kind: 'rows',
        dataset: 'model.v1',
        partition,
        rows: positions.length,
        positionDigest: positionDigest(positions),
        minTsEventNs: 1n,
        maxTsEventNs: 2n,
        ...(await stage(partition, positions)),
      };
    });
    const rows = [...byPartition.values()].reduce((sum, each) => sum + each.length, 0);
    const end = read.at(-1)?.sequence ?? from - 1n;
    const isGone = BigInt(log.first) > from && to >= from;
    const gapTo = BigInt(log.first) > to ? to : BigInt(log.first - 1);
    const last = read.at(-1);
    return {
      from,
      to: isGone && end < gapTo ? gapTo : end,
      delivered: read.length,
      events: rows,
      rows,
      deadLetters: 0,
      gaps: isGone ? [{ from, to: gapTo, reason: 'log-gap' }] : [],
      files: await Promise.all(staged),
      closeReason,
      last: last === undefined ? undefined : markOf(last.sequence, last.name),
      checks: Uint32Array.from(read, ({ name }) => checkOf(name)),
      runs: [],
      decodeFingerprint: decoder.name,
      configFingerprint: 'c1',
    };
  };

  const options: RowsScene['options'] = (decoder = BY_INDEX, more = {}) =>
    scene.options({
      log: async (): Promise<SourceState> => ({
        ...SOURCE,
        created: log.created,
        firstSequence: BigInt(log.first),
        lastSequence: BigInt(log.messages.length),
      }),
      markAt: async (sequence) => {
        const name: string | undefined = log.messages[Number(sequence) - 1];
        return name === undefined || sequence < log.first ? undefined : markOf(sequence, name);
      },
      checksOf: async (from, to) =>
        log.messages
          .map((name, index) => ({ sequence: BigInt(index + 1), check: checkOf(name) }))
          .filter(({ sequence }) => sequence >= from && sequence <= to && sequence >= log.first),
      rebuild: (unfinished) => build(unfinished, decoder),
      inspectFile: async (path) => contentOf(JSON.parse(await readFile(path, 'utf8')) as Content),
      closeName: () => stage('closed', []),
      ...more,
    });

  const stored: RowsScene['stored'] = async () => {
    const found = new Map<bigint, string>();
    for await (const { key } of scene.store.list('bronze/')) {
      const bytes = Buffer.from(await scene.store.read(key)).toString('utf8');
      for (const position of (JSON.parse(bytes) as Content).positions.map(BigInt)) {
        if (found.has(position)) {
          throw new Error(`${position} is in ${key} and in ${found.get(position)}`);
        }
        found.set(position, key);
      }
    }
    return found;
  };
  return { scene, log, build, options, stored };
}

export function namesOf(messages: number, suffix = ''): string[] {
  return Array.from({ length: messages }, (_, index) => `message ${index + 1}${suffix}`);
}

/** A store that takes so many files, and then no more of them, and no commit. */
export function storeOf({ scene }: RowsScene, files: number): Scene['store'] {
  let left = files;
  return {
    ...scene.store,
    createIfAbsent: async (key, source) => {
      const isFile = key.startsWith('bronze/');
      left -= isFile ? 1 : 0;
      if (left < 0 || (!isFile && isCommit(source))) {
        throw new Error('the process ended');
      }
      return scene.store.createIfAbsent(key, source);
    },
  };
}

function isCommit(source: object): boolean {
  return 'bytes' in source && Buffer.from(source.bytes as Uint8Array).includes('"kind":"commit"');
}

interface Content {
  readonly partition: string;
  readonly positions: readonly string[];
}

function contentOf({ partition, positions }: Content): FileContent {
  const values = positions.map(BigInt);
  return {
    rows: values.length,
    positionDigest: positionDigest(values),
    positions: values,
    kind: 'rows',
    dataset: 'model.v1',
    partition,
    minTsEventNs: 1n,
    maxTsEventNs: 2n,
  };
}

function markOf(sequence: bigint, name: string): MessageMark {
  return { sequence, sha256: sha256(name) };
}

function checkOf(name: string): number {
  return Number.parseInt(sha256(name).slice(0, 8), 16);
}
