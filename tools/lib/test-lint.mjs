import { REASON } from '../testing/skips.mjs';

/**
 * Skips in a test file that no summary could explain: `.skip`, `.todo`, `.only`, or a conditional skip
 * whose title lacks its reason in brackets.
 *
 * @param {string} source
 * @returns {string[]} as `line: complaint`
 */
export function testComplaints(source) {
  return source.split('\n').flatMap((text, index, lines) => {
    if (/\b(it|test|describe|suite)(\.\w+)*\.(skip|todo|only)\b|\bctx\.skip\(/.test(text)) {
      return [`${index + 1}: no skipped, planned or singled-out tests`];
    }
    if (!/\.(skipIf|runIf)\(/.test(text)) return [];
    const title = lines.slice(index, index + 4).join(' ');
    return REASON.test(title)
      ? []
      : [
          `${index + 1}: a conditional skip says why in its title: [real data], [long], [needs NAME]`,
        ];
  });
}
