import type { CommittedFiles } from '@assay/ledger';
import type { Dataset, SilverInput } from '@assay/schemas';
import { compareKeys } from '@assay/storage';
import type { SilverCatalog } from '../catalog/silver-catalog.js';
import { listBronze, type BronzeListing } from './bronze-listing.js';
import type { FileLook, FoundFile } from './look-at-file.js';
import { planUnit, type Verdict, type Wish } from './plan-unit.js';
import { sourceOf } from './source.js';
import { unitsOf, type Unit } from './unit.js';

/** An hour with what is to be done, and all that it was decided by. */
export interface PlannedUnit {
  readonly unit: Unit;
  readonly inputs: readonly SilverInput[];
  readonly found: FoundFile;
  readonly verdict: Verdict;
}

/** What plans are made of. */
export interface Planner {
  readonly bronze: CommittedFiles;
  readonly catalog: SilverCatalog;
  readonly files: FileLook;
}

/** The units of one date, before their files are looked at. */
export async function unitsOfDate(
  { catalog }: Pick<Planner, 'catalog'>,
  listing: BronzeListing,
  { dataset, date, partition, wish }: DateWish,
): Promise<Unit[]> {
  const day = await catalog.day(dataset, date);
  return unitsOf(listing, day, { partition, toleranceNs: wish.options.tolerance_ns });
}

/** A date of a dataset, and what is wanted of its hours. */
export interface DateWish {
  readonly dataset: Dataset;
  /** UTC date. */
  readonly date: string;
  /** One partition value alone. */
  readonly partition: string | undefined;
  readonly wish: Wish;
}

/**
 * Looks at the unit's file and decides.
 *
 * @param digests whether the file's digest is taken where its size is the recorded one
 */
export async function planOf(
  { files }: Pick<Planner, 'files'>,
  listing: BronzeListing,
  unit: Unit,
  { digests, ...wish }: Wish & { readonly digests: boolean },
): Promise<PlannedUnit> {
  const { key, head, history } = unit;
  const found = await (digests ? files.look(key, head) : files.glance(key, head, history));
  const inputs = inputsOf(unit);
  const verdict = planUnit(
    {
      name: unitName(unit),
      inputs,
      fateOf: listing.fateOf,
      retired: unit.retired,
      head: unit.head,
      file: found.state,
    },
    wish,
  );
  return { unit, inputs, found, verdict };
}

/** The same unit by what Bronze and the catalog say now; undefined when neither knows it any more. */
export async function planAgain(
  planner: Planner,
  unit: Unit,
  wish: Wish,
): Promise<PlannedUnit | undefined> {
  const { dataset, date, partition, hour } = unit;
  const listing = await listBronze(planner.bronze, sourceOf(dataset));
  const units = await unitsOfDate(planner, listing, { dataset, date, partition, wish });
  const now = units.find((each) => each.hour === hour);
  return now && planOf(planner, listing, now, { ...wish, digests: true });
}

/** `futures.trades.v1 ESZ5 2025-12-16 hour 14`. */
export function unitName(unit: Unit): string {
  const { dataset, partition, date, hour } = unit;
  return `${dataset.id} ${partition} ${date}${hour === null ? '' : ` hour ${hour}`}`;
}

function inputsOf({ files, greeks }: Unit): SilverInput[] {
  return [...files, ...greeks]
    .map(({ file: { key, sha256 } }) => ({ key, sha256 }))
    .sort((a, b) => compareKeys(a.key, b.key));
}
