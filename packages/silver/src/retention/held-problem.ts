import type { CommittedFile } from '@assay/ledger';
import type { BronzeListing } from '../plan/bronze-listing.js';
import { planOf, unitName, type Planner } from '../plan/plan-date.js';
import type { Unit } from '../plan/unit.js';
import { wishOf } from '../run/wish-of.js';

/**
 * Why an hour of Silver does not hold these Bronze files for good; nothing when its latest record names
 * them, its file is the recorded one, and compaction would leave it as it is.
 *
 * @param files those that the hour has to be made of
 */
export async function heldProblem(
  planner: Planner,
  listing: BronzeListing,
  recorded: Unit,
  files: readonly { readonly file: Pick<CommittedFile, 'key' | 'sha256'> }[],
): Promise<string[]> {
  const { head: before, dataset, date } = recorded;
  const name = unitName(recorded);
  const compact = `run \`silver-cli compact --date ${date} --schema ${dataset.id}\``;
  const options = before?.options ?? wishOf(dataset, {}).options;
  const wish = { ...wishOf(dataset, {}), options, digests: true };
  const { unit, verdict, found } = await planOf(planner, listing, recorded, wish);
  const { head } = unit;
  if (head === undefined) {
    return [`${name} was not compacted: ${compact}`];
  }
  const inputs = new Map(head.inputs.map(({ key, sha256 }) => [key, sha256]));
  const missing = files.filter(({ file }) => inputs.get(file.key) !== file.sha256).length;
  if (missing > 0) {
    const count = missing === 1 ? '1 file' : `${missing} files`;
    const isFrozen = head.inputs.some((input) => listing.fateOf(input) === 'retired');
    return isFrozen || unit.retired > 0
      ? [`${name}: ${count} came after others of it were deleted, and must stay`]
      : [`${name}: ${count} of Bronze not in it: ${compact}`];
  }
  switch (verdict.action) {
    case 'keep':
      return [];
    case 'build':
    case 'restore':
      return [`${name}: ${stateProblems[found.state] ?? verdict.reason}: ${compact}`];
    case 'refuse':
      return [verdict.error.message];
  }
}

const stateProblems = {
  recorded: undefined,
  missing: 'its file is missing',
  other: 'its file is not the recorded one',
} as const;
