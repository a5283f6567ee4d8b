import type { CommittedFile } from '@assay/ledger';
import type { LookAtFile } from '../plan/look-at-file.js';
import { unitName } from '../plan/plan-date.js';
import type { Unit } from '../plan/unit.js';

/**
 * Why an hour of Silver does not hold these Bronze files as its record says; nothing when it does.
 *
 * @param files those that the hour has to be made of
 */
export async function heldProblem(
  unit: Unit,
  files: readonly { readonly file: Pick<CommittedFile, 'key' | 'sha256'> }[],
  look: LookAtFile,
): Promise<string[]> {
  const { head, retired } = unit;
  const name = unitName(unit);
  const compact = `run \`silver-cli compact --date ${unit.date} --schema ${unit.dataset.id}\``;
  if (head === undefined) {
    return [`${name} was not compacted: ${compact}`];
  }
  const inputs = new Map(head.inputs.map(({ key, sha256 }) => [key, sha256]));
  const missing = files.filter(({ file }) => inputs.get(file.key) !== file.sha256).length;
  if (missing > 0) {
    const count = missing === 1 ? '1 file' : `${missing} files`;
    return retired > 0
      ? [`${name}: ${count} came after others of it were deleted, and must stay`]
      : [`${name}: ${count} of Bronze not in it: ${compact}`];
  }
  const { state } = await look(unit.key, head);
  return state === 'recorded'
    ? []
    : [
        `${name}: its file is ${state === 'missing' ? 'missing' : 'not the recorded one'}: ${compact}`,
      ];
}
