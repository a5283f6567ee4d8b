/** Each stands for a step of a batch; the others are passed in a long run. */
const FEW: ReadonlySet<string> = new Set([
  'gold.after-build',
  'gold.after-state',
  'ledger.after-intent',
  'ledger.after-publish-file',
  'gold.after-commit',
]);

/** All of them in a long run, else a few. */
export function chosen(points: readonly string[]): readonly string[] {
  return process.env['ASSAY_LONG'] === '1' ? points : points.filter((point) => FEW.has(point));
}
