import {
  constants,
  copyFile,
  link,
  mkdir,
  open,
  rename,
  unlink,
  type FileHandle,
} from 'node:fs/promises';

/**
 * The writing system calls of the local store, one method a call, so that a test can let any of
 * them fail. Errors are those of Node (`code` holds the errno).
 */
export interface Disk {
  /** Makes a new file (O_EXCL) with these bytes and syncs it to the device. */
  writeNew(path: string, bytes: Uint8Array): Promise<void>;
  /** Copies a file to a new one (O_EXCL). */
  copyNew(from: string, to: string): Promise<void>;
  /** Syncs a file's bytes to the device. */
  syncFile(path: string): Promise<void>;
  /** Syncs a folder's entries to the device. */
  syncFolder(path: string): Promise<void>;
  /** A second name for a file; EEXIST when the name is taken. */
  link(from: string, to: string): Promise<void>;
  /** A new name for a file, replacing what bore it. */
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
}

/** The host's disk. */
export const hostDisk: Disk = {
  writeNew: (path, bytes) =>
    withFile(path, 'wx', async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    }),
  copyNew: (from, to) => copyFile(from, to, constants.COPYFILE_EXCL),
  syncFile: (path) => withFile(path, 'r+', (file) => file.sync()),
  syncFolder: syncFolder,
  link,
  rename,
  unlink,
  makeFolder: async (path) => {
    await mkdir(path);
  },
};

/** Windows opens no folders; there, entries are durable by the journal of NTFS. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform !== 'win32') {
    await withFile(path, 'r', (file) => file.sync());
  }
}

async function withFile(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
