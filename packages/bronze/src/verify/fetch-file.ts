import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { StorageError, type ObjectStore } from '@assay/storage';
import { fileSha256 } from '../files/file-sha256.js';

/** An object's content on this machine, with the digest of what was really read from the lake. */
export interface FetchedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  release(): Promise<void>;
}

/** Read at a time, so that a large file is not held in memory. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** Fetches objects; those of a remote lake through files of its own in `scratchFolder`. */
export class FileFetcher {
  private readonly scratchFolder: string;
  private paths = 0;

  /** @param scratchFolder an existing folder that nothing else writes to */
  constructor(scratchFolder: string) {
    this.scratchFolder = scratchFolder;
  }

  /** A path that nothing is at yet; whoever puts something there removes it. */
  scratchPath(suffix: string): string {
    this.paths += 1;
    return join(this.scratchFolder, `${this.paths}.${suffix}`);
  }

  /** Undefined when there is no such object. */
  async fetch(store: ObjectStore, key: string): Promise<FetchedFile | undefined> {
    try {
      return isRemote(store) ? await this.download(store, key) : await readInPlace(store, key);
    } catch (error) {
      if (error instanceof StorageError && error.code === 'NOT_FOUND') {
        return undefined;
      }
      throw error;
    }
  }

  /** Past any cache: what is to be proved is what the lake holds, not what it held once. */
  private async download(store: ObjectStore, key: string): Promise<FetchedFile | undefined> {
    const info = await store.head(key);
    if (info === undefined) {
      return undefined;
    }
    const path = this.scratchPath('parquet');
    const release = () => rm(path, { force: true });
    const hash = createHash('sha256');
    const file = await open(path, 'wx');
    try {
      for (let start = 0; start < info.bytes; start += CHUNK_BYTES) {
        const end = Math.min(info.bytes, start + CHUNK_BYTES);
        const chunk = await store.readRange(key, start, end);
        hash.update(chunk);
        await file.write(chunk);
      }
    } catch (error) {
      await release();
      throw error;
    } finally {
      await file.close();
    }
    return { path, bytes: info.bytes, sha256: hash.digest('hex'), release };
  }
}

async function readInPlace(store: ObjectStore, key: string): Promise<FetchedFile | undefined> {
  const info = await store.head(key);
  if (info === undefined) {
    return undefined;
  }
  const copy = await store.localCopy(key);
  try {
    const sha256 = await fileSha256(copy.path, info.bytes);
    return { path: copy.path, bytes: info.bytes, sha256, release: () => copy.release() };
  } catch (error) {
    await copy.release();
    throw error;
  }
}

function isRemote({ root }: ObjectStore): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(root);
}
