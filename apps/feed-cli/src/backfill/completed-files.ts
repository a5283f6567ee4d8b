import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeedFormat, FeedReport, FeedSettings } from '@assay/feeds';
import { sha256Hex } from '@assay/schemas';
import { hostDisk, makeWithParents } from '@assay/storage';
import type { EventSink } from '../sink/event-sink.js';

/** What a file came to that was sent to its end. */
export interface CompletedFile {
  readonly report: FeedReport;
  /** By dataset id: the run of its events, and how many they are, refused ones included. */
  readonly runs: Readonly<Record<string, { readonly run: string; readonly events: number }>>;
  readonly digest: string;
}

/**
 * Remembers completed files, so that they need not be decoded to be told as complete. It only saves time:
 * what is stored the receiver says, and a note that is lost or wrong costs reading the file once more.
 */
export interface CompletedFiles {
  /** The note of a file whose every event is stored; undefined where there is none. */
  find(identity: string, sink: EventSink): Promise<CompletedFile | undefined>;
  remember(identity: string, file: CompletedFile): Promise<void>;
}

/** Raised when notes hold something else. */
const NOTE_VERSION = 1;

/** Notes as files in `folder`, one a file, format, revision and settings. */
export function createCompletedFiles(
  folder: string,
  format: FeedFormat,
  settings: FeedSettings,
): CompletedFiles {
  const given = Object.entries(settings)
    .map(([name, values]) => [name, [...values].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const pathOf = (identity: string) => {
    const key = [NOTE_VERSION, identity, format.name, format.revision, given];
    return join(folder, `${sha256Hex(JSON.stringify(key))}.json`);
  };
  return {
    find: async (identity, sink) => {
      const note = await readNote(pathOf(identity));
      return note !== undefined && (await isStored(note, sink)) ? note : undefined;
    },
    remember: async (identity, file) => {
      const path = pathOf(identity);
      const draft = `${path}.${process.pid}`;
      await makeWithParents(folder, hostDisk);
      await writeFile(
        draft,
        JSON.stringify(file, (_, value: unknown) => plain(value)),
      );
      await rename(draft, path);
    },
  };
}

async function isStored({ runs }: CompletedFile, sink: EventSink): Promise<boolean> {
  for (const { run, events } of Object.values(runs)) {
    if (((await sink.lastOfRun(run)) ?? -1n) + 1n < BigInt(events)) {
      return false;
    }
  }
  return true;
}

async function readNote(path: string): Promise<CompletedFile | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'), revived) as CompletedFile;
  } catch {
    // None, or none of ours: the file is read as if it were new.
    return undefined;
  }
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? { ns: value.toString() } : value;
}

function revived(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'ns' in value
    ? BigInt(String(value.ns))
    : value;
}
