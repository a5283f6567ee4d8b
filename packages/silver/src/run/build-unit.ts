import type { OpenCopies, PlacedFile } from '@assay/ledger';
import type { QuerySession } from '@assay/query';
import { SILVER_FILE_NAME, type SilverHour } from '@assay/schemas';
import { fileSha256 } from '@assay/storage';
import type { BronzeRowFile } from '../compaction/bronze-rows.js';
import { buildHour, type BuiltHour } from '../compaction/build-hour.js';
import { buildEnrichedHour, type BuiltEnrichedHour } from '../enrichment/enriched-hour.js';
import type { PlannedUnit } from '../plan/plan-date.js';
import type { Wish } from '../plan/plan-unit.js';
import { startNsOf, type Unit } from '../plan/unit.js';
import type { CompactorParts } from './compactor-parts.js';
import { openInputs } from './open-inputs.js';

/** An hour that was built and accepted, and its record. `file` is staged; undefined for an empty hour. */
export interface BuiltUnit {
  readonly record: SilverHour;
  readonly file: string | undefined;
}

/** Builds one hour in staging and proves it. Rows that Bronze's logs announce and no file holds are an error. */
export async function buildUnit(
  parts: CompactorParts,
  session: QuerySession,
  { unit, inputs }: PlannedUnit,
  wish: Wish,
): Promise<BuiltUnit> {
  const head = {
    partition: unit.partition,
    hour: unit.hour,
    rule: wish.rule,
    options: wish.options,
    inputs: [...inputs],
  };
  const withRows = unit.files.filter(({ file }) => file.rows > 0);
  if (withRows.length === 0) {
    return {
      record: { ...head, ...NOTHING, enrichment: joinOf(wish, undefined) },
      file: undefined,
    };
  }
  const { file, built } = await buildFile(parts, session, unit, { wish, withRows });
  try {
    await parts.failpoint('silver.after-build');
    const sha256 = await fileSha256(file);
    await parts.failpoint('silver.after-accept');
    const { bytes, minTsEventNs: min_ts, maxTsEventNs: max_ts } = built;
    const record = {
      ...head,
      rows_read: built.rowsRead,
      rows_written: built.rowsWritten,
      duplicates_removed: built.duplicatesRemoved,
      ambiguous_duplicates: built.ambiguousDuplicates,
      enrichment: joinOf(wish, built),
      output: { key: unit.key, bytes, sha256, min_ts, max_ts },
    };
    return { file, record };
  } catch (error) {
    await parts.staging.discard(file);
    throw error;
  }
}

const NOTHING = {
  rows_read: 0,
  rows_written: 0,
  duplicates_removed: 0,
  ambiguous_duplicates: 0,
  output: null,
} as const;

interface Material {
  readonly unit: Unit;
  readonly file: string;
  readonly withRows: readonly PlacedFile[];
  readonly greeks: readonly PlacedFile[];
  readonly copies: OpenCopies;
}

/** Files may be archived while they are read: then they are opened anew where they are now. */
async function buildFile(
  parts: CompactorParts,
  session: QuerySession,
  unit: Unit,
  { wish, withRows }: { readonly wish: Wish; readonly withRows: readonly PlacedFile[] },
) {
  const greeks = unit.greeks.filter(({ file }) => file.rows > 0);
  for (;;) {
    const copies = await openInputs(parts, unit, [...withRows, ...greeks]);
    const file = await parts.staging.path(SILVER_FILE_NAME);
    try {
      const built = await buildWith(session, { unit, file, withRows, greeks, copies }, wish);
      await copies.assertUnchanged();
      return { file, built };
    } catch (error) {
      await parts.staging.discard(file);
      if (!(await copies.isAnyGone())) {
        throw error;
      }
    } finally {
      await copies.release();
    }
  }
}

async function buildWith(
  session: QuerySession,
  { unit, file, withRows, greeks, copies }: Material,
  { options, rule }: Wish,
): Promise<BuiltHour & Partial<BuiltEnrichedHour>> {
  const paths = copies.paths;
  const rowFiles = (placed: readonly PlacedFile[], from: number): BronzeRowFile[] =>
    placed.map(({ shard }, index) => ({ shard, path: paths[from + index] }));
  const request = {
    files: rowFiles(withRows, 0),
    collapseAmbiguous: options.collapse_ambiguous,
    file,
    footer: { 'assay.dataset': unit.dataset.id, 'assay.rule': String(rule) },
  };
  if (options.tolerance_ns === null) {
    return buildHour(session, { ...request, dataset: unit.dataset });
  }
  return buildEnrichedHour(session, {
    ...request,
    greeks: rowFiles(greeks, withRows.length),
    hourStartNs: startNsOf(unit),
    toleranceNs: options.tolerance_ns,
  });
}

function joinOf(
  { options }: Wish,
  built: Partial<BuiltEnrichedHour> | undefined,
): SilverHour['enrichment'] {
  if (options.tolerance_ns === null) {
    return null;
  }
  return { joined: built?.joined ?? 0, stale: built?.stale ?? 0, none: built?.none ?? 0 };
}
