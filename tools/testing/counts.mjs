/**
 * What a test run came to.
 *
 * @typedef {object} Counts
 * @property {number} passed tests
 * @property {number} failed tests, files that did not load, hooks that threw, errors outside a test
 * @property {number} skipped tests whose reason the run accepts
 */

/** @returns {Counts} */
export const noCounts = () => ({ passed: 0, failed: 0, skipped: 0 });

/** The last line of a run: `N passed, N failed`, and `, N skipped` when there are any. */
export function formatCounts({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/**
 * Reads that line again.
 *
 * @returns {Counts | undefined} `undefined` when the text is not such a line
 */
export function parseCounts(text) {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(text);
  if (found === null) return undefined;
  return { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}
