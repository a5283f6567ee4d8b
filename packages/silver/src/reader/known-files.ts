import { presentColumns, type SharedEngine } from '@assay/query';
import { silverColumns, type Dataset } from '@assay/schemas';
import { fileSha256, type ObjectSnapshot, type ObjectStore } from '@assay/storage';

/** What never changes of a file. */
export interface KnownFile {
  readonly sha256: string;
  /** The columns it holds: files of an older release may lack later ones. */
  readonly columns: ReadonlySet<string>;
}

/** What was found out of files before. A file is read once, however often it is asked for. */
export interface KnownFiles {
  /** Its digest, remembered by store, key and tag. */
  sha256Of(store: ObjectStore, key: string, snapshot: ObjectSnapshot): Promise<string>;
  /** Its columns, remembered by its digest. */
  columnsOf(dataset: Dataset, sha256: string, path: string): Promise<ReadonlySet<string>>;
}

/** Digests of this process, whichever reader it was that read the file. */
const DIGESTS = new Map<string, string>();
const COLUMNS = new Map<string, ReadonlySet<string>>();
/** About 50 MB at most. */
const MOST = 100_000;

/** @param engine tells the columns of a file that is new */
export function createKnownFiles(engine: SharedEngine): KnownFiles {
  return {
    sha256Of: async (store, key, snapshot) => {
      const name = JSON.stringify([store.root, key, snapshot.tag]);
      const sha256 = DIGESTS.get(name) ?? snapshot.sha256 ?? (await fileSha256(snapshot.path));
      remember(DIGESTS, name, sha256);
      return sha256;
    },
    columnsOf: async (dataset, sha256, path) => {
      const name = `${dataset.id} ${sha256}`;
      const columns = COLUMNS.get(name) ?? (await columnsOf(engine, dataset, path));
      remember(COLUMNS, name, columns);
      return columns;
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
