import { BaseSequencer } from 'vitest/node';

/**
 * Files that take minutes in the long run, or most seconds in the usual one, the longest first. Without
 * this a fresh checkout, which has no times of an earlier run, would begin with the largest files, and the
 * shortest of those that take longest would keep one core busy at the end while the other idles.
 */
export const LONGEST = [
  'packages/testkit/test/ledger/session-simulation-long.test.ts',
  'packages/testkit/test/ledger/session-simulation.test.ts',
  'packages/ledger/test/model/protocol.test.ts',
  'packages/bronze/test/writer/crash.test.ts',
  'packages/bronze/test/crash-matrix/killed.test.ts',
  'packages/bronze/test/verify/byte-flips.test.ts',
  'packages/bronze/test/verify/after-crashes.test.ts',
  'apps/feed-cli/test/backfill/killed.test.ts',
  'apps/lake-service/test/kill-under-load.test.ts',
  'apps/lake-service/test/jetstream/trouble.test.ts',
  'apps/lake-service/test/jetstream/lost-tail.test.ts',
  'tools/test/boundaries.test.ts',
  'tools/test/readme-commands.test.ts',
  'packages/bronze/test/crash-matrix/disk-full.test.ts',
  'packages/bronze/test/crash-matrix/s3-faults.test.ts',
];

/** Starts the files that take longest first, and the others as Vitest would. */
export default class LongestFirst extends BaseSequencer {
  /**
   * @override
   * @param {import('vitest/node').TestSpecification[]} files
   */
  async sort(files) {
    const others = await super.sort(files);
    return others.sort((one, other) => rankOf(one.moduleId) - rankOf(other.moduleId));
  }
}

/**
 * @param {string} file its path
 * @returns {number} its place in the list; behind all of them when it is not there
 */
function rankOf(file) {
  const rank = LONGEST.findIndex((path) => file.replaceAll('\\', '/').endsWith(path));
  return rank === -1 ? LONGEST.length : rank;
}
