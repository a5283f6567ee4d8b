import type { CommittedFiles, PlacedFile } from '@assay/ledger';
import type { Dataset, SilverInput } from '@assay/schemas';
import { compareKeys } from '@assay/storage';
import type { SilverCatalog } from '../catalog/silver-catalog.js';
import { listBronze, type BronzeListing } from './bronze-listing.js';
import type { FileLook, FoundFile } from './look-at-file.js';
import { planUnit, type FileState, type UnitFacts, type Verdict, type Wish } from './plan-unit.js';
import { sourceOf } from './source.js';
import { standingRecord } from './standing-record.js';
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

/** The units of one date before their files are looked at, and what Bronze's logs said for them. */
interface DateUnits {
  readonly units: readonly Unit[];
  readonly listing: BronzeListing;
}

/**
 * Reads the catalog first, and then Bronze's logs: what a record names was listed before the record was
 * made, so that an input that is not listed now is gone, and not only newer than the listing.
 */
export async function unitsOfDate(
  { catalog, bronze }: Pick<Planner, 'catalog' | 'bronze'>,
  { dataset, date, partition, wish, asRecorded = false }: DateWish,
): Promise<DateUnits> {
  const day = await catalog.day(dataset, date);
  const listing = await listBronze(bronze, sourceOf(dataset));
  const toleranceNs = wish.options.tolerance_ns;
  const units = unitsOf(listing, day, { partition, toleranceNs, asRecorded });
  return { units, listing };
}

/** A date of a dataset, and what is wanted of its hours. */
export interface DateWish {
  readonly dataset: Dataset;
  /** UTC date. */
  readonly date: string;
  /** One partition value alone. */
  readonly partition?: string | undefined;
  readonly wish: Wish;
  /** Recorded hours keep to the tolerance that they were joined with. */
  readonly asRecorded?: boolean;
}

/** `digests`: whether the file's digest is taken where its size is the recorded one. */
export type PlanWish = Wish & { readonly digests: boolean };

/**
 * Looks at the unit's file and decides. Nothing is refused before all is read once more: an hour may have
 * been compacted, and its inputs been retired, between two looks.
 */
export async function planOf(
  planner: Planner,
  listing: BronzeListing,
  unit: Unit,
  wish: PlanWish,
): Promise<PlannedUnit> {
  const planned = await decide(planner, listing, unit, wish);
  const isRefused = planned.verdict.action === 'refuse';
  return (isRefused ? await planAgain(planner, unit, wish) : undefined) ?? planned;
}

async function decide(
  planner: Planner,
  listing: BronzeListing,
  unit: Unit,
  { digests, ...wish }: PlanWish,
): Promise<PlannedUnit> {
  const { files } = planner;
  const { key, head, history } = unit;
  const found = await (digests ? files.look(key, head) : files.glance(key, head, history));
  const facts = factsOf(listing, unit, found.state);
  const standing = await standingRecord(planner, unit, found, listing);
  const verdict = planUnit({ ...facts, standing }, wish);
  return { unit, inputs: facts.inputs, found, verdict };
}

/** The same unit by what Bronze and the catalog say now; undefined when neither knows it any more. */
export async function planAgain(
  planner: Planner,
  unit: Unit,
  wish: Wish & Partial<PlanWish>,
): Promise<PlannedUnit | undefined> {
  const { dataset, date, partition, hour } = unit;
  const { units, listing } = await unitsOfDate(planner, { dataset, date, partition, wish });
  const now = units.find((each) => each.hour === hour);
  return now && decide(planner, listing, now, { digests: true, ...wish });
}

/** `futures.trades.v1 ESZ5 2025-12-16 hour 14`. */
export function unitName(unit: Unit): string {
  const { dataset, partition, date, hour } = unit;
  return `${dataset.id} ${partition} ${date}${hour === null ? '' : ` hour ${hour}`}`;
}

/** What is decided by. */
export function factsOf(listing: BronzeListing, unit: Unit, file: FileState): UnitFacts {
  const { retired, head } = unit;
  return {
    name: unitName(unit),
    inputs: inputsOf([...unit.files, ...unit.greeks]),
    fateOf: listing.fateOf,
    retired,
    retiredGreeks: inputsOf(unit.retiredGreeks),
    head,
    file,
  };
}

function inputsOf(files: readonly Pick<PlacedFile, 'file'>[]): SilverInput[] {
  return files
    .map(({ file: { key, sha256 } }) => ({ key, sha256 }))
    .sort((a, b) => compareKeys(a.key, b.key));
}
