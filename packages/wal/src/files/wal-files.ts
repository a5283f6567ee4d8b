/** An open file. Offsets and sizes are bytes. */
export interface WalFile {
  size(): Promise<number>;
  /** Fills `target` from `offset` on; how many bytes there were (fewer only at the file's end). */
  read(target: Uint8Array, offset: number): Promise<number>;
  /** Writes all `parts` one after the other from `offset` on, or rejects. */
  write(parts: readonly Uint8Array[], offset: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Resolves when everything written to this file so far survives a power loss. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The file system as the log uses it: small, so that a test can put a simulated disk in its place.
 * Names of new files, links, renames and removals survive a power loss only after `syncFolder`.
 */
export interface WalFiles {
  /** Makes the folder and its missing parents, durably: every parent of a new one is synced. */
  makeFolder(path: string): Promise<void>;
  /** Names in the folder, sorted; none when there is no such folder. */
  list(path: string): Promise<string[]>;
  /** A new, empty file; rejects when there is one. */
  create(path: string): Promise<WalFile>;
  /** An existing file, for reading and writing. */
  open(path: string): Promise<WalFile>;
  /** The whole file, or undefined when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** A second name for a file, in one atomic step; `exists` when the name is taken. */
  link(from: string, to: string): Promise<'created' | 'exists'>;
  /** Gives the file a new name, replacing what had it, in one atomic step. */
  rename(from: string, to: string): Promise<void>;
  /** Removing what does not exist is no error. */
  remove(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

/** Writes a small file so that its name holds either the old bytes or all of the new ones. */
export async function replaceFile(
  files: WalFiles,
  folder: string,
  name: string,
  text: string,
): Promise<void> {
  const temporary = `${folder}/${name}.tmp`;
  await files.remove(temporary);
  await writeNewFile(files, temporary, text);
  await files.rename(temporary, `${folder}/${name}`);
  await files.syncFolder(folder);
}

/** Writes and syncs a file that must not exist yet. Its name is durable after a `syncFolder`. */
export async function writeNewFile(files: WalFiles, path: string, text: string): Promise<void> {
  const file = await files.create(path);
  try {
    await file.write([Buffer.from(text)], 0);
    await file.sync();
  } finally {
    await file.close();
  }
}
