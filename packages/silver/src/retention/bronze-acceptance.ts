import { createCommittedFiles, createPlaces, type OpenPlace, type PlacedFile } from '@assay/ledger';
import { createDatasetRegistry, dateOfDay, dayOfDate, type Dataset } from '@assay/schemas';
import type { ObjectStore } from '@assay/storage';
import { createSilverCatalog } from '../catalog/create-silver-catalog.js';
import { DEFAULT_TOLERANCE_NS, greeksFilesIn, greeksWindow } from '../enrichment/greeks-window.js';
import { hourNameOf } from '../hour-file.js';
import { createFileLook } from '../plan/look-at-file.js';
import { unitsOfDate, type Planner } from '../plan/plan-date.js';
import { silverDatasets, sourceOf } from '../plan/source.js';
import { groupBy, startNsOf } from '../plan/unit.js';
import { wishOf } from '../run/wish-of.js';
import { heldProblem } from './held-problem.js';

/** Files of one UTC date of a Bronze dataset. */
export interface DayToDelete {
  readonly dataset: Dataset;
  readonly date: string;
  /** Committed and not retired: all that the date has. */
  readonly files: readonly Pick<PlacedFile, 'value' | 'hour' | 'file'>[];
}

/** Says whether Bronze's files may be deleted, because Silver holds what they hold. */
export interface BronzeAcceptance {
  /**
   * Undefined when every file is, by key and digest, an input of the latest record of its hour in every
   * Silver dataset that is made of it, the files of these hours are there as recorded, and nothing is to
   * be done with them, such as to join greeks that came late; otherwise why not. Throws `BAD_CATALOG`,
   * and the errors of ledger and storage.
   */
  problemOf(day: DayToDelete): Promise<string | undefined>;
}

/** How to ask. */
export interface BronzeAcceptanceOptions {
  readonly store: ObjectStore;
  /** Opens the lakes that seals name; folders alone when absent. */
  readonly openPlace?: OpenPlace;
}

/** Reads logs and catalogs at the first question, and at later ones what was added to them. */
export function createBronzeAcceptance(options: BronzeAcceptanceOptions): BronzeAcceptance {
  const { store } = options;
  const planner: Planner = {
    bronze: createCommittedFiles(store, createPlaces(options.openPlace), 'bronze'),
    catalog: createSilverCatalog(store),
    files: createFileLook(store),
  };
  const datasets = silverDatasets(createDatasetRegistry());

  /** Hours of a date as they are recorded; the catalog is read first, as for compaction. */
  async function unitsOn(dataset: Dataset, date: string) {
    const wish = wishOf(dataset, {});
    return unitsOfDate(planner, { dataset, date, wish, asRecorded: true });
  }

  /** Hours that rows of the day are made into. */
  async function problemOfRows(made: Dataset, day: DayToDelete): Promise<string[]> {
    const { units, listing } = await unitsOn(made, day.date);
    const problems: string[] = [];
    const known = new Set<string>();
    const filesOf = groupBy(day.files, (file) => unitKey(file.value, hourNameOf(file)));
    for (const unit of units) {
      const files = filesOf.get(unitKey(unit.partition, unit.hour)) ?? [];
      files.forEach(({ file }) => known.add(file.key));
      if (files.length > 0) {
        problems.push(...(await heldProblem(planner, listing, unit, files)));
      }
    }
    const unlisted = day.files.filter(({ file }) => !known.has(file.key)).length;
    return unlisted === 0 ? problems : [...problems, `${unlisted} files are not listed by the log`];
  }

  /** Hours that snapshots of the day are joined to: its own, and those right after it. */
  async function problemOfJoined(made: Dataset, day: DayToDelete): Promise<string[]> {
    const problems: string[] = [];
    const filesOf = groupBy(day.files, ({ value }) => value);
    for (const date of [day.date, dateAfter(day.date)]) {
      const { units, listing } = await unitsOn(made, date);
      for (const unit of units) {
        const tolerance = unit.head?.options.tolerance_ns ?? DEFAULT_TOLERANCE_NS;
        const window = greeksWindow(startNsOf(unit), tolerance);
        const serving = greeksFilesIn(filesOf.get(unit.partition) ?? [], window);
        if (serving.length > 0) {
          problems.push(
            ...(await heldProblem(planner, listing, unit, [...serving, ...unit.files])),
          );
        }
      }
    }
    return problems;
  }

  return {
    problemOf: async (day) => {
      const problems: string[] = [];
      let isKept = false;
      for (const made of datasets) {
        const { rows, greeks } = sourceOf(made);
        if (rows.id === day.dataset.id) {
          isKept = true;
          problems.push(...(await problemOfRows(made, day)));
        } else if (greeks?.id === day.dataset.id) {
          problems.push(...(await problemOfJoined(made, day)));
        }
      }
      if (!isKept) {
        return `Silver does not keep ${day.dataset.id}: nothing else holds these rows`;
      }
      const [first] = problems;
      const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
      return problems.length === 0 ? undefined : `${first}${more}`;
    },
  };
}

function unitKey(partition: string, hour: string | null): string {
  return `${hour ?? '--'} ${partition}`;
}

function dateAfter(date: string): string {
  return dateOfDay((dayOfDate(date) ?? 0) + 1);
}
