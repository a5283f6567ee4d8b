import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { presentColumns, type SharedEngine } from '@assay/query';
import { silverColumns, type Dataset } from '@assay/schemas';
import type { ObjectSnapshot, ObjectStore } from '@assay/storage';

/** What never changes of a file. */
export interface KnownFile {
  readonly sha256: string;
  /** The columns it holds: files of an older release may lack later ones. */
  readonly columns: ReadonlySet<string>;
}

/** What is known of files that were read before, by store, key and tag. */
export interface KnownFiles {
  /** Reads the file once, however often it is asked for. */
  of(
    store: ObjectStore,
    dataset: Dataset,
    key: string,
    snapshot: ObjectSnapshot,
  ): Promise<KnownFile>;
}

/** Digests of this process, whichever reader it was that read the file. */
const DIGESTS = new Map<string, string>();
const COLUMNS = new Map<string, ReadonlySet<string>>();
/** About 50 MB at most. */
const MOST = 100_000;

/** @param engine tells the columns of a file that is new */
export function createKnownFiles(engine: SharedEngine): KnownFiles {
  return {
    of: async (store, dataset, key, snapshot) => {
      const name = JSON.stringify([store.root, key, snapshot.tag]);
      const sha256 = DIGESTS.get(name) ?? snapshot.sha256 ?? (await sha256OfFile(snapshot.path));
      remember(DIGESTS, name, sha256);
      const columns = COLUMNS.get(sha256) ?? (await columnsOf(engine, dataset, snapshot.path));
      remember(COLUMNS, sha256, columns);
      return { sha256, columns };
    },
  };
}

function remember<Value>(known: Map<string, Value>, name: string, value: Value): void {
  known.delete(name);
  known.set(name, value);
  for (const oldest of known.keys()) {
    if (known.size <= MOST) {
      return;
    }
    known.delete(oldest);
  }
}

async function columnsOf(engine: SharedEngine, dataset: Dataset, file: string) {
  const session = await engine.take();
  try {
    return await presentColumns(session, {
      dataset,
      files: [file],
      stored: silverColumns(dataset),
    });
  } finally {
    await engine.giveBack();
  }
}

async function sha256OfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    digest.update(piece as Uint8Array);
  }
  return digest.digest('hex');
}
