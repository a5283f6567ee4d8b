import { openChosen, type CommittedFiles, type PlacedFile, type Places } from '@assay/ledger';
import type { Dataset } from '@assay/schemas';
import type { BronzeRowFile } from '../compaction/bronze-rows.js';
import { SilverError } from '../errors.js';
import type { RecordedHour } from '../reader/find-hours.js';
import { pinHours, releaseAll, type PinnedHour, type PinParts } from '../reader/pin-hours.js';

/** What opening stands on. */
export interface OpenParts {
  readonly pins: PinParts;
  readonly places: Places;
  readonly bronze: CommittedFiles;
}

/** One partition's day. */
export interface PartitionFiles {
  /** The recorded hours that have a file. */
  readonly hours: readonly RecordedHour[];
  /** The Bronze dataset whose rows are wanted too; undefined when they are not. */
  readonly bronzeOf: Dataset | undefined;
  readonly partition: string;
  readonly date: string;
}

/** Files that may be read until the work with them is done. */
export interface OpenFiles {
  readonly silver: readonly string[];
  readonly bronze: readonly BronzeRowFile[];
}

/** Files that are taken away again and again are not waited for. */
const TRIES = 5;

/**
 * Runs `work` over one partition's files, of the latest records alone. When one of them was taken away
 * meanwhile (archived, or out of the cache), it is found again and the work begins anew. Throws
 * `OVERTAKEN` for an hour that was compacted anew since its record was looked at.
 */
export async function withOpenFiles<Result>(
  parts: OpenParts,
  wanted: PartitionFiles,
  work: (files: OpenFiles) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    const pinned = await pinHours(parts.pins, wanted.hours, true);
    try {
      refuseOthers(pinned);
      const { chosen, copies } = await openChosen(parts.places, () => bronzeFiles(parts, wanted));
      try {
        const bronze = chosen.map(({ shard }, index) => ({ shard, path: copies.paths[index] }));
        return await work({ silver: pinned.map(({ path }) => path), bronze });
      } catch (error) {
        const gone = await Promise.all([
          copies.isAnyGone(),
          ...pinned.map((each) => each.isGone()),
        ]);
        if (tries === TRIES || !gone.includes(true)) {
          throw error;
        }
      } finally {
        await copies.release();
      }
    } finally {
      await releaseAll(pinned);
    }
  }
}

/** Figures of the record and of the file are of one compaction. */
function refuseOthers(pinned: readonly PinnedHour[]): void {
  for (const { file, hour } of pinned) {
    const { dataset, date, record } = hour;
    if (file.sha256 !== record.output?.sha256) {
      throw new SilverError(
        'OVERTAKEN',
        `${dataset.id} ${record.partition} ${date} hour ${record.hour ?? '00-23'}: expected the file of ` +
          'the record that was looked at, was compacted anew meanwhile: measure again',
        { retryable: true },
      );
    }
  }
}

async function bronzeFiles(
  { bronze }: OpenParts,
  { bronzeOf, partition, date }: PartitionFiles,
): Promise<PlacedFile[]> {
  if (bronzeOf === undefined) {
    return [];
  }
  const { files } = await bronze.of(bronzeOf);
  return files.filter(
    (each) => each.value === partition && each.date === date && each.file.rows > 0,
  );
}
