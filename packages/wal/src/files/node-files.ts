import { constants, promises as fs } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { WalFile, WalFiles } from './wal-files.js';

/** The operating system's file system. */
export const nodeFiles: WalFiles = {
  makeFolder,
  async list(path) {
    try {
      return (await fs.readdir(path)).sort();
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  },
  create: async (path) =>
    nodeFile(await fs.open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL)),
  open: async (path) => nodeFile(await fs.open(path, 'r+')),
  async read(path) {
    try {
      return await fs.readFile(path);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  },
  async link(from, to) {
    try {
      await fs.link(from, to);
      return 'created';
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return 'exists';
      throw error;
    }
  },
  rename: (from, to) => fs.rename(from, to),
  remove: (path) => fs.rm(path, { force: true }),
  syncFolder,
};

function nodeFile(handle: FileHandle): WalFile {
  return {
    size: async () => (await handle.stat()).size,
    async read(target, offset) {
      let done = 0;
      while (done < target.length) {
        const { bytesRead } = await handle.read(target, done, target.length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    async write(parts, offset) {
      let rest = parts.filter((part) => part.length > 0);
      let at = offset;
      while (rest.length > 0) {
        const { bytesWritten } = await handle.writev(rest, at);
        at += bytesWritten;
        rest = without(rest, bytesWritten);
      }
    },
    truncate: (size) => handle.truncate(size),
    // fdatasync also writes the file's new size: it leaves out only times that nobody reads back.
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

/** What is left of `parts` after the first `bytes` of them: a write may be cut short. */
function without(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  const rest: Uint8Array[] = [];
  for (const part of parts) {
    if (skip < part.length) rest.push(skip === 0 ? part : part.subarray(skip));
    skip = Math.max(0, skip - part.length);
  }
  return rest;
}

async function makeFolder(path: string): Promise<void> {
  try {
    await fs.mkdir(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return;
    if (!hasCode(error, 'ENOENT')) throw error;
    await makeFolder(dirname(path));
    // Once more only: below a link that leads nowhere it would never succeed.
    await fs.mkdir(path);
  }
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open a folder for syncing; its file systems order such changes themselves.
  if (process.platform === 'win32') return;
  const handle = await fs.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
