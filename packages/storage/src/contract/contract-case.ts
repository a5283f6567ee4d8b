import type { ObjectStore } from '../object-store.js';

/** What one case of the contract works on. */
export interface ContractScene {
  /** A store over an empty lake. */
  readonly store: ObjectStore;
  /** Another store over the same lake, as a second process would open it. */
  readonly twin: ObjectStore;
  /** An empty local folder for source files. */
  readonly scratch: string;
}

/** One fact that every `ObjectStore` keeps to. `run` rejects when the store does not. */
export interface ContractCase {
  readonly name: string;
  run(scene: ContractScene): Promise<void>;
}

/** The bytes of a text, for tests. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The text of an object. */
export async function textOf(store: ObjectStore, key: string): Promise<string> {
  return new TextDecoder().decode(await store.read(key));
}

/** The keys of a listing, in its order. */
export async function keysOf(
  store: ObjectStore,
  prefix: string,
  after?: string,
): Promise<string[]> {
  const keys = [];
  for await (const { key } of store.list(prefix, after === undefined ? {} : { after })) {
    keys.push(key);
  }
  return keys;
}
