import {
  dateOfHour,
  hourIndexOf,
  hourOfDay,
  isSpread,
  type AnyRow,
  type Dataset,
} from '@assay/schemas';
import type { Tally } from '../tally.js';
import type { LakePlace } from './place.js';

/** Names that Python's feeds give themselves: of a way, not of a venue. */
const TRANSPORTS: ReadonlySet<unknown> = new Set([
  'massive',
  'massive_ws',
  'polygon',
  'polygon_ws',
  'databento',
  'databento_live',
  'dbn',
  'backfill',
  'replay',
  'sim',
]);

/** A dated contract (`ESZ5`), as opposed to a product (`ES`) or a continuous name (`ES.c.0`). */
const DATED = /^[A-Z0-9]{1,4}[FGHJKMNQUVXZ]\d{1,4}$/;

/** Counts what is worth knowing of a row that is stored as it is. */
export function createRowNotes(
  dataset: Dataset,
  place: LakePlace,
  tally: Tally,
): (row: AnyRow) => void {
  const { column } = dataset.partition;
  const isFutures = dataset.id.startsWith('futures.');
  const folder = `${column}=${place.partition}`;

  function noteIdentity(own: string): void {
    if (place.partition !== undefined && own !== place.partition) {
      tally.warn(`rows in the folder ${folder} are of ${own}, and stored as that`, 1);
    }
    if (isFutures && !DATED.test(own) && !isSpread(own)) {
      tally.warn(`rows name ${own}: which contract that was is not in the file; kept as it is`, 1);
    }
  }

  function noteFolder(tsNs: bigint): void {
    const hour = hourIndexOf(tsNs);
    const isElsewhere =
      (place.date !== undefined && place.date !== dateOfHour(hour)) ||
      (place.hour !== undefined && place.hour !== hourOfDay(hour));
    if (isElsewhere) {
      tally.warn('rows are of another UTC hour than their folder, and stored by their time', 1);
    }
  }

  return (row) => {
    noteIdentity(row[column] as string);
    noteFolder(row.ts_event_ns as bigint);
    if (TRANSPORTS.has(row.source)) {
      const source = String(row.source);
      tally.warn(
        `rows have the source ${source}, which is no venue feed: they do not meet the same events of ` +
          'another feed; source=NAME states it',
        1,
      );
    }
  };
}
