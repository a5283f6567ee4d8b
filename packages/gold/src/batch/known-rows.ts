import { createCommittedFiles, openChosen, type Places } from '@assay/ledger';
import type { SessionPool } from '@assay/query';
import { placeOf, sqlName, sqlText, type Dataset } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import type { PlaceRows } from '../files/file-rows.js';
import { keyColumns, keyText } from './row-key.js';

/** Where rows lie: a key holds `ts_event_ns`, so that repeats always share it. */
export type RowsPlace = Pick<PlaceRows, 'dataset' | 'value' | 'hourIndex'>;

/** Which rows a shard has stored, place by place. */
export interface KnownRows {
  /** The keys of all rows that the shard has committed in a place. */
  at(place: RowsPlace): Promise<ReadonlySet<string>>;
  /** Takes in what was committed since. */
  add(place: RowsPlace, keys: Iterable<string>): void;
}

/** Keys held in memory; a place that falls out is read from its files again. */
const MOST_KEYS = 1_000_000;

/**
 * Remembers a shard's rows by key. It knows no more than the committed files of a place say, whenever it is
 * asked, so that a batch that is built again collapses the same repeats.
 */
export function createKnownRows(parts: {
  readonly store: ObjectStore;
  readonly places: Places;
  readonly shard: string;
  readonly engines: SessionPool;
}): KnownRows {
  const { store, places, shard, engines } = parts;
  const files = createCommittedFiles(store, places, 'gold');
  const known = new Map<string, Set<string>>();

  function makeRoom(): void {
    let keys = [...known.values()].reduce((sum, { size }) => sum + size, 0);
    for (const [name, { size }] of known) {
      if (keys <= MOST_KEYS || known.size === 1) {
        return;
      }
      known.delete(name);
      keys -= size;
    }
  }

  async function load(place: RowsPlace): Promise<Set<string>> {
    const { dataset, value, hourIndex } = place;
    const { date, hour } = placeOf(dataset, value, hourIndex);
    const { chosen, copies } = await openChosen(places, async () =>
      (await files.of(dataset)).files.filter(
        (each) =>
          each.shard === shard &&
          each.value === value &&
          each.date === date &&
          each.hour === (hour === undefined ? undefined : Number(hour)),
      ),
    );
    try {
      return new Set(chosen.length === 0 ? [] : await readKeys(engines, dataset, copies.paths));
    } finally {
      await copies.release();
    }
  }

  return {
    at: async (place) => {
      const name = nameOf(place);
      const keys = known.get(name) ?? (await load(place));
      known.delete(name);
      known.set(name, keys);
      makeRoom();
      return keys;
    },
    add: (place, keys) => {
      const set = known.get(nameOf(place));
      for (const key of keys) {
        set?.add(key);
      }
    },
  };
}

async function readKeys(
  engines: SessionPool,
  dataset: Dataset,
  paths: readonly string[],
): Promise<string[]> {
  const names = keyColumns(dataset).map(({ name }) => name);
  const rows = await engines.use((session) =>
    session.rows(
      `SELECT ${names.map(sqlName).join(', ')} FROM
        read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true, hive_partitioning = false)`,
    ),
  );
  return rows.map((row) => keyText(names.map((name) => row[name])));
}

function nameOf({ dataset, value, hourIndex }: RowsPlace): string {
  return `${dataset.id}/${hourIndex}/${value}`;
}
