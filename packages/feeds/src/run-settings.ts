import { createHash } from 'node:crypto';
import { fileInput } from './input.js';
import type { FeedSettings, FormatSetting } from './settings.js';

/**
 * The settings as a run id wants them: where a value is the path of a file that decides rows, the
 * SHA-256 of the file. The same file under another name is the same run; another file under the same
 * name is not. Throws `UNREADABLE`.
 */
export async function runSettings(
  settings: FeedSettings,
  known: readonly FormatSetting[],
): Promise<FeedSettings> {
  const files = new Set(known.filter((each) => each.isFile === true).map((each) => each.name));
  const entries: [string, readonly string[]][] = [];
  for (const [name, values] of Object.entries(settings)) {
    entries.push([name, files.has(name) ? await Promise.all(values.map(digestOf)) : values]);
  }
  return Object.fromEntries(entries);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of fileInput(path).chunks()) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}
