import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@assay/schemas';
import type { Clock } from '@assay/telemetry';

const OLD_MS = 24 * 3_600_000;
const MIB = 1024 * 1024;

/** What earlier processes left where files are built. Nothing of it is of the lake. */
export async function stagingFindings(folder: string, clock: Clock): Promise<Finding[]> {
  const what = 'staging: leftovers';
  const expected = 'no files older than a day';
  const beforeMs = Number(clock.nowNs() / 1_000_000n) - OLD_MS;
  let files = 0;
  let bytes = 0;
  for (const path of await filesUnder(folder)) {
    const info = await stat(path).catch(orGone);
    if (info?.isFile() === true && info.mtimeMs < beforeMs) {
      files += 1;
      bytes += info.size;
    }
  }
  const was = `${files} files, ${Math.ceil(bytes / MIB)} MiB (${folder})`;
  return [
    files === 0
      ? { severity: 'ok', what, was, expected }
      : {
          severity: 'advice',
          what,
          was,
          expected,
          change: 'start lake-service: it clears what nobody builds any more',
        },
  ];
}

async function filesUnder(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true }).catch(orGone)) ?? [];
  return names.map((name) => join(folder, name));
}

/** Another process may remove its files at any moment, and the folder may never have been made. */
function orGone(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return undefined;
  }
  throw error;
}
