import { skippedPrograms } from '../../test-servers.mjs';

/**
 * The reasons for which a test may be skipped, written in brackets in its name or in that of a
 * describe around it. Any other skip counts as a failure: nothing is left out in silence.
 *
 * - `[real data]`   the captures are absent (see `realDataFolder` in vitest.shared.mjs)
 * - `[long]`        only `npm run test:long` runs it (`ASSAY_LONG=1`)
 * - `[needs NAME]`  the server or program NAME was excused by `ASSAY_SKIP=NAME[,NAME…]`
 */
export const REASON = /\[(real data|long|needs [a-z0-9-]+)\]/;

/** What a run has and was told. @typedef {{ realData: boolean, long: boolean, skip: string[] }} Setting */

/**
 * The setting that this process's environment describes.
 *
 * @param {Record<string, string | undefined>} environment
 * @param {string | undefined} realData the folder of the captures
 * @returns {Setting}
 */
export function readSetting(environment, realData) {
  return {
    realData: realData !== undefined,
    long: environment.ASSAY_LONG === '1',
    skip: skippedPrograms(environment),
  };
}

/**
 * Why a test was skipped, in words for the summary: the first of its reasons that holds; `undefined`
 * when none does.
 *
 * @param {string} name the full name
 * @param {Setting} setting
 */
export function explainSkip(name, setting) {
  const reasons = name.matchAll(new RegExp(REASON, 'g'));
  return Array.from(reasons, ([, reason]) => explainReason(reason, setting)).find(
    (explanation) => explanation !== undefined,
  );
}

function explainReason(reason, setting) {
  if (reason === 'real data') {
    return setting.realData
      ? undefined
      : 'real data absent: expected ../shared/data or the folder named by ASSAY_REAL_DATA';
  }
  if (reason === 'long') return setting.long ? undefined : 'long: run by "npm run test:long"';
  const needed = reason.slice('needs '.length);
  return setting.skip.includes(needed) ? `ASSAY_SKIP=${needed}: left out on request` : undefined;
}
