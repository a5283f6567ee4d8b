import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../lib/run.mjs';
import { testComplaints } from '../lib/test-lint.mjs';
import { ROOT } from '../lib/workspace.mjs';
import { formatCounts, parseCounts } from '../testing/counts.mjs';
import { LONGEST } from '../testing/longest-first.mjs';
import { explainSkip, readSetting } from '../testing/skips.mjs';

describe('formatCounts', () => {
  it('says skipped only when something was', () => {
    expect(formatCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(formatCounts({ passed: 3, failed: 1, skipped: 2 })).toBe(
      '3 passed, 1 failed, 2 skipped',
    );
  });

  it('is read back by parseCounts', () => {
    const counts = { passed: 12, failed: 1, skipped: 2 };
    expect(parseCounts(formatCounts(counts))).toEqual(counts);
    expect(parseCounts('all well')).toBeUndefined();
  });
});

describe('explainSkip', () => {
  it.each([
    ['reads a day [real data]', {}, undefined, true],
    ['reads a day [real data]', {}, '/data', false],
    ['loops [long] for hours', {}, undefined, true],
    ['loops [long] for hours', { ASSAY_LONG: '1' }, undefined, false],
    ['connects [needs nats]', { ASSAY_SKIP: 's3,nats' }, undefined, true],
    ['connects [needs nats]', { ASSAY_SKIP: 's3' }, undefined, false],
    ['connects for hours [needs nats-oldest] [long]', {}, undefined, true],
    ['is simply left out', { ASSAY_SKIP: 'all' }, undefined, false],
  ])('%s under %o with data at %s: accepted %s', (name, environment, data, accepted) => {
    expect(explainSkip(name, readSetting(environment, data)) !== undefined).toBe(accepted);
  });
});

describe('the files that are started first', () => {
  it.each(LONGEST)('%s is there', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });
});

describe('testComplaints', () => {
  // Built from pieces, so that this file is not itself a complaint.
  const call = (name: string, rest: string): string => `it.${name}${rest}`;

  it('wants a reason in the title of a conditional skip', () => {
    expect(testComplaints(call('skipIf', "(absent)('reads a day')"))).toHaveLength(1);
    expect(testComplaints(call('skipIf', "(absent)('reads a day [real data]')"))).toEqual([]);
  });

  it('refuses skipped and singled-out tests', () => {
    expect(testComplaints(call('skip', "('x')"))).toHaveLength(1);
    expect(testComplaints(call('only', "('x')"))).toHaveLength(1);
  });
});

describe('the summary of a run', () => {
  let folder: string;

  beforeAll(() => {
    // Below the checkout, so that 'vitest' is found from there.
    mkdirSync(join(ROOT, 'tmp'), { recursive: true });
    folder = mkdtempSync(join(ROOT, 'tmp/summary-'));
    const broken =
      "import { it } from 'vitest';\nimport './absent.js';\nit('a', () => undefined);\n";
    const mixed = [
      "import { beforeAll, describe, expect, it } from 'vitest';",
      "it('holds', () => expect(1).toBe(1));",
      "it('does not hold', () => expect(1).toBe(2));",
      "it.skipIf(true)('loops [long]', () => undefined);",
      "it.skipIf(true)('is left out', () => undefined);",
      "describe('after a hook that throws', () => {",
      "  beforeAll(() => { throw new Error('no'); });",
      "  it('never runs', () => undefined);",
      '});',
    ].join('\n');
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default { test: { watch: false } };');
    writeFileSync(join(folder, 'broken.test.mjs'), broken);
    writeFileSync(join(folder, 'mixed.test.mjs'), mixed);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('counts tests, files that do not load, hooks that throw and skips', async () => {
    const counts = join(folder, 'counts.txt');
    const { code, output } = await run('vitest', ['run', `--reporter=${reporter()}`], {
      cwd: folder,
      bin: join(ROOT, 'node_modules/.bin'),
      env: { ASSAY_TEST_COUNTS: counts, ASSAY_LONG: undefined },
    });
    expect({ code, output }).toMatchObject({ code: 1 });
    // Failed: one assertion, one file, one hook, one skip without a reason.
    expect(readFileSync(counts, 'utf8')).toBe('1 passed, 4 failed, 1 skipped\n');
    expect(output).toContain('skipped 1: long: run by "npm run test:long"');
    expect(output).toContain('not run, for no accepted reason: mixed.test.mjs: is left out');
  });
});

function reporter(): string {
  return join(ROOT, 'tools/testing/summary-reporter.mjs');
}
