import { stat, utimes } from 'node:fs/promises';
import { fileSha256 } from '../s3/payload.js';
import type { StoredObject } from '../s3/service.js';

/** Copies remembered; beyond this many the first is forgotten, which costs a digest. */
const REMEMBERED = 8192;

/** What this process knows of the bytes of copies, each called by its name in the cache. */
export interface VerifiedCopies {
  /**
   * Whether the file has the object's bytes: by their number and by their digest, unless this process has
   * compared it before and the file was not written to since. A sound one counts as used now.
   */
  isSound(name: string, file: string, object: StoredObject, nowNs: bigint): Promise<boolean>;
  /** The file was fetched and compared just now. */
  remember(name: string, file: string, nowNs: bigint): Promise<void>;
}

/**
 * A file that was compared is known by its inode, its length and the time it was written. That is set to
 * whole seconds, which survive being set again (when the time of use is), and which no later writing gives.
 */
export function createVerifiedCopies(): VerifiedCopies {
  const known = new Map<string, string>();

  async function mark(name: string, file: string, writtenS: number, nowNs: bigint): Promise<void> {
    await utimes(file, Number(nowNs) / 1e9, writtenS);
    known.delete(name);
    known.set(name, await fingerprintOf(file));
    if (known.size > REMEMBERED) {
      const [first] = known.keys();
      known.delete(first);
    }
  }

  return {
    isSound: async (name, file, { bytes, sha256 }, nowNs) => {
      const { size, mtimeMs } = await stat(file);
      if (size !== bytes) {
        return false;
      }
      const isKnown = known.get(name) === (await fingerprintOf(file));
      // Where nobody told the digest, only what this process fetched itself is known to be the object.
      if (!isKnown && (sha256 === undefined || (await fileSha256(file)) !== sha256)) {
        return false;
      }
      await mark(name, file, Math.floor(mtimeMs / 1000), nowNs);
      return true;
    },
    remember: (name, file, nowNs) => mark(name, file, Number(nowNs / 1_000_000_000n), nowNs),
  };
}

async function fingerprintOf(file: string): Promise<string> {
  const { ino, mtimeNs, size } = await stat(file, { bigint: true });
  return `${ino}-${mtimeNs}-${size}`;
}
