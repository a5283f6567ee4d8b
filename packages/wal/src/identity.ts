import type { Randomness } from '@assay/telemetry';
import { WalError } from './errors.js';
import { replaceFile } from './files/wal-files.js';
import type { WalFiles } from './files/wal-files.js';

/** What `log.json` holds: written last when a folder is made, so that it vouches for the rest. */
export interface LogIdentity {
  readonly format: 1;
  /** Random hex, new for every folder that is made: it tells one incarnation from the next. */
  readonly id: string;
  /** The sequences that exist. One of these without a segment has lost its files. */
  readonly sequences: readonly string[];
}

const NAME = 'log.json';

/** The folder's identity; undefined when none was written yet. */
export async function readIdentity(
  files: WalFiles,
  folder: string,
): Promise<LogIdentity | undefined> {
  const bytes = await files.read(`${folder}/${NAME}`);
  if (bytes === undefined) return undefined;
  const text = Buffer.from(bytes).toString('utf8');
  const identity = parseIdentity(text);
  if (identity !== undefined) return identity;
  throw new WalError(
    'BAD_FOLDER',
    `${folder}/${NAME}: expected {"format": 1, "id": "<hex>", "sequences": […]}, ` +
      `was ${JSON.stringify(text.slice(0, 120))}; put it back from a copy`,
  );
}

/** Writes the identity of a new folder, or adds sequences to that of an old one. */
export async function writeIdentity(
  files: WalFiles,
  folder: string,
  sequences: readonly string[],
  source: { readonly id: string } | Randomness,
): Promise<LogIdentity> {
  const id = 'id' in source ? source.id : source.hex(16);
  const identity: LogIdentity = { format: 1, id, sequences: [...sequences].sort() };
  await replaceFile(files, folder, NAME, `${JSON.stringify(identity)}\n`);
  return identity;
}

function parseIdentity(text: string): LogIdentity | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The caller refuses it by name.
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { format, id, sequences } = value as Record<string, unknown>;
  if (format !== 1 || typeof id !== 'string' || !/^[0-9a-f]+$/.test(id)) return undefined;
  if (!Array.isArray(sequences)) return undefined;
  if (!sequences.every((name): name is string => typeof name === 'string')) return undefined;
  return { format, id, sequences };
}
