import { WalError } from './errors.js';
import { replaceFile } from './files/wal-files.js';
import type { WalFiles } from './files/wal-files.js';

const NAME = 'readers.json';

/** The registered readers of a sequence and the last position each has passed. */
export async function readReaders(files: WalFiles, folder: string): Promise<Map<string, bigint>> {
  const bytes = await files.read(`${folder}/${NAME}`);
  if (bytes === undefined) return new Map();
  const text = Buffer.from(bytes).toString('utf8');
  try {
    const { readers } = JSON.parse(text) as { readers: Record<string, string> };
    return new Map(Object.entries(readers).map(([name, position]) => [name, BigInt(position)]));
  } catch (cause) {
    throw new WalError(
      'BAD_FOLDER',
      `${folder}/${NAME}: expected {"readers": {"<name>": "<position>"}}, ` +
        `was ${JSON.stringify(text.slice(0, 120))}; put it back from a copy, or remove it and ` +
        'register the readers anew',
      { cause },
    );
  }
}

/** Stores the readers, durably and in one atomic step. */
export async function writeReaders(
  files: WalFiles,
  folder: string,
  readers: ReadonlyMap<string, bigint>,
): Promise<void> {
  const entries = [...readers].map(([name, position]) => [name, position.toString()] as const);
  const text = JSON.stringify({ readers: Object.fromEntries(entries) });
  await replaceFile(files, folder, NAME, `${text}\n`);
}
