import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ObjectStore } from '../src/index.js';

/** A folder of this test alone, removed after it. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty lake and a scratch folder beside it. */
export async function freshPlaces(): Promise<{ root: string; scratch: string }> {
  const folder = await freshFolder();
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  return { root: join(folder, 'lake'), scratch };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function textOf(store: ObjectStore, key: string): Promise<string> {
  return Buffer.from(await store.read(key)).toString();
}

export async function keysOf(store: ObjectStore, prefix = '', after = ''): Promise<string[]> {
  const keys = [];
  for await (const { key } of store.list(prefix, { after })) {
    keys.push(key);
  }
  return keys;
}
