import { StorageError, type LocalCopy, type ObjectStore } from '@assay/storage';
import { LedgerError } from '../errors.js';
import type { LakeFile } from './committed-files.js';
import { placeUnreachable, type Places } from './places.js';

/** Local copies of committed files, in their order. */
export interface OpenCopies {
  readonly paths: readonly string[];
  /** Whether a file that was read where it is was taken away since: it has gone to another place. */
  isAnyGone(): Promise<boolean>;
  release(): Promise<void>;
}

interface OpenFile {
  readonly file: LakeFile;
  readonly home: ObjectStore;
  readonly copy: LocalCopy;
}

/**
 * Throws `FILE_GONE` for a file that was removed behind the lake's back: its rows are missing; and
 * `PLACE_UNREACHABLE` when it is at a place that cannot be read.
 */
export async function openCopies(places: Places, files: readonly LakeFile[]): Promise<OpenCopies> {
  const open: OpenFile[] = [];
  const release = async () => {
    await Promise.all(open.map(({ copy }) => copy.release()));
  };
  try {
    for (const file of files) {
      open.push(await openFile(places, file));
    }
  } catch (error) {
    await release();
    throw error;
  }
  return {
    paths: open.map(({ copy }) => copy.path),
    isAnyGone: async () => {
      for (const { file, home } of open) {
        if ((await home.head(file.file.key)) === undefined) {
          return true;
        }
      }
      return false;
    },
    release,
  };
}

/** A file that is sealed may still be where it was; bytes are the same at both places. */
async function openFile(places: Places, file: LakeFile): Promise<OpenFile> {
  const { key, sealedAt } = file.file;
  const [own, ...others] = file.homes;
  const here = await copyIfThere(own, key);
  if (here !== undefined) {
    return { file, home: own, copy: here };
  }
  for (const home of others) {
    const copy = await atPlace(home.root, () => copyIfThere(home, key));
    if (copy !== undefined) {
      return { file, home, copy };
    }
  }
  if (sealedAt !== undefined) {
    const home = await places.at(sealedAt);
    const copy = await atPlace(sealedAt, () => copyIfThere(home, key));
    if (copy !== undefined) {
      return { file, home, copy };
    }
  }
  throw fileGone(file);
}

async function atPlace<Value>(uri: string, look: () => Promise<Value>): Promise<Value> {
  try {
    return await look();
  } catch (error) {
    throw error instanceof StorageError ? placeUnreachable(uri, error) : error;
  }
}

async function copyIfThere(store: ObjectStore, key: string): Promise<LocalCopy | undefined> {
  try {
    return await store.localCopy(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'NOT_FOUND') {
      return undefined;
    }
    throw error;
  }
}

function fileGone({ shard, file, homes }: LakeFile): LedgerError {
  const { key, rows, entry, sealedAt } = file;
  const place = sealedAt ?? homes.slice(1).at(-1)?.root;
  const where = place === undefined ? '' : ` in ${place}, where it went`;
  const next = place === undefined ? 'put it back' : 'make that place whole, or put the file back';
  return new LedgerError(
    'FILE_GONE',
    `${key}: expected ${rows} rows, which entry ${entry} of shard ${shard} committed, ` +
      `was no file${where}: ${next} from a copy`,
  );
}
