import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, readdir, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandFailure } from '@assay/cli';

/** One file as the manifest names it. */
export interface WrittenFile {
  /** Relative to the folder, parts joined by `/`. */
  readonly path: string;
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Files of lines in a folder that was empty. */
export interface LineFiles {
  /** Appends whole lines (no newlines in them) to a file. */
  append(path: string, lines: readonly string[]): Promise<void>;
  /** Closes every file; sorted by path. */
  finish(): Promise<WrittenFile[]>;
}

interface OpenFile {
  readonly handle: FileHandle;
  readonly hash: Hash;
  lines: number;
  bytes: number;
}

/** Opens a folder for files; throws `BAD_USAGE` when something is in it: nothing is written over. */
export async function createLineFiles(folder: string): Promise<LineFiles> {
  await mkdir(folder, { recursive: true });
  const found = await readdir(folder);
  if (found.length > 0) {
    throw new CommandFailure(
      'BAD_USAGE',
      `--out: expected an empty folder, was "${folder}" with ${found[0]}`,
      {
        next: 'name a new folder, or empty this one',
      },
    );
  }
  const files = new Map<string, OpenFile>();

  async function fileOf(path: string): Promise<OpenFile> {
    const known = files.get(path);
    if (known !== undefined) {
      return known;
    }
    const whole = join(folder, path);
    await mkdir(dirname(whole), { recursive: true });
    const opened = {
      handle: await open(whole, 'wx'),
      hash: createHash('sha256'),
      lines: 0,
      bytes: 0,
    };
    files.set(path, opened);
    return opened;
  }

  return {
    async append(path, lines) {
      const file = await fileOf(path);
      const bytes = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
      await file.handle.writeFile(bytes);
      file.hash.update(bytes);
      file.lines += lines.length;
      file.bytes += bytes.length;
    },
    async finish() {
      const written: WrittenFile[] = [];
      for (const path of [...files.keys()].sort()) {
        const { handle, hash, lines, bytes } = await fileOf(path);
        await handle.sync();
        await handle.close();
        written.push({ path, lines, bytes, sha256: hash.digest('hex') });
      }
      return written;
    },
  };
}
