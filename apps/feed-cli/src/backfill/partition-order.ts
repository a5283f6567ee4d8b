import { createReadStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { encodeBatch, type Feed } from '@assay/feeds';
import type { Dataset } from '@assay/schemas';
import { splitLines } from '../lines/split-lines.js';
import type { LineBatch } from '../sink/sender.js';
import { placeOfEvent, type EventPlace } from './survey.js';

/** Characters of lines held in memory before they go to the spool files. */
const HELD_CHARACTERS = 64 * 1024 * 1024;
/** Spool files are read in pieces of so many bytes: some thousand lines. */
const READ_BYTES = 1024 * 1024;

interface Spool {
  readonly place: EventPlace;
  readonly path: string;
  held: string[];
}

/** What spooling needs: names for its scratch files, and their removal. */
export interface SpoolFolder {
  path(name: string): Promise<string>;
  discard(path: string): Promise<void>;
}

/**
 * A feed's events ordered by dataset, partition and hour, and in file order inside each. A file of many
 * symbols would otherwise touch every partition in every Bronze batch, and leave thousands of small
 * files. Memory is bounded: events wait in scratch files.
 */
export async function* inPartitionOrder(
  feed: Feed,
  folder: SpoolFolder,
  onSpooled: (events: number) => void = () => undefined,
): AsyncGenerator<LineBatch> {
  const spools = new Map<string, Spool>();
  let failure: { readonly error: unknown } | undefined;
  try {
    await fill(feed, folder, spools, onSpooled);
  } catch (error) {
    // The events before the damage are good: they are handed on first, as in file order.
    failure = { error };
  }
  const ordinals = new Map<Dataset, number>();
  for (const spool of [...spools.values()].sort((a, b) => comparePlaces(a.place, b.place))) {
    yield* drain(spool, ordinals);
    await folder.discard(spool.path);
  }
  if (failure !== undefined) {
    throw failure.error;
  }
}

async function fill(
  feed: Feed,
  folder: SpoolFolder,
  spools: Map<string, Spool>,
  onSpooled: (events: number) => void,
): Promise<void> {
  let held = 0;
  const flush = async () => {
    for (const spool of spools.values()) {
      if (spool.held.length > 0) {
        await appendFile(spool.path, `${spool.held.join('\n')}\n`, 'utf8');
        spool.held = [];
      }
    }
    held = 0;
  };
  try {
    for await (const batch of feed) {
      const lines = encodeBatch(batch);
      for (const [index, row] of batch.rows.entries()) {
        const place = placeOfEvent(batch.dataset, row);
        let spool = spools.get(place.name);
        if (spool === undefined) {
          spool = { place, path: await folder.path('spool.ndjson'), held: [] };
          spools.set(place.name, spool);
        }
        spool.held.push(lines[index]);
        held += lines[index].length;
      }
      onSpooled(lines.length);
      if (held >= HELD_CHARACTERS) {
        await flush();
      }
    }
  } finally {
    await flush();
  }
}

async function* drain(spool: Spool, ordinals: Map<Dataset, number>): AsyncGenerator<LineBatch> {
  const { dataset } = spool.place;
  const input = createReadStream(spool.path, { highWaterMark: READ_BYTES });
  for await (const lines of splitLines(input)) {
    const firstOrdinal = ordinals.get(dataset) ?? 0;
    ordinals.set(dataset, firstOrdinal + lines.length);
    yield { dataset, firstOrdinal, lines };
  }
}

function comparePlaces(a: EventPlace, b: EventPlace): number {
  return (
    compareText(a.dataset.id, b.dataset.id) || compareText(a.value, b.value) || a.hour - b.hour
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
