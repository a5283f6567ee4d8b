import { writeFileSync } from 'node:fs';
import { realDataFolder } from '../../vitest.shared.mjs';
import { formatCounts, noCounts } from './counts.mjs';
import { explainSkip, readSetting } from './skips.mjs';

/**
 * Ends a run with its skips by reason and the plain line `N passed, N failed`. Under `npm test` the
 * line goes to the file named by ASSAY_TEST_COUNTS, and the runner prints it last of all.
 */
export default class SummaryReporter {
  onInit(vitest) {
    this.vitest = vitest;
  }

  onTestRunEnd(modules, unhandledErrors) {
    const counts = noCounts();
    const setting = readSetting(process.env, realDataFolder());
    const filtered = this.vitest?.config.testNamePattern !== undefined;
    const reasons = new Map();
    const unexplained = [];
    const note = (reason) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);

    counts.failed += unhandledErrors.length;
    for (const module of modules) {
      counts.failed += brokenSuites(module);
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        else if (state === 'failed') counts.failed += 1;
        else if (filtered) counts.skipped += 1;
        else if (underBrokenSuite(test)) continue;
        else {
          const reason = explainSkip(test.fullName, setting);
          if (reason === undefined)
            unexplained.push(`${module.relativeModuleId}: ${test.fullName}`);
          else note(reason);
        }
      }
    }
    counts.failed += unexplained.length;
    counts.skipped += [...reasons.values()].reduce((sum, count) => sum + count, 0);

    for (const [reason, count] of reasons) console.log(`skipped ${count}: ${reason}`);
    for (const name of unexplained) console.log(`not run, for no accepted reason: ${name}`);
    if (unexplained.length > 0) process.exitCode = 1;

    const line = formatCounts(counts);
    const file = process.env.ASSAY_TEST_COUNTS;
    if (file === undefined) console.log(`\n${line}`);
    else writeFileSync(file, `${line}\n`);
  }
}

/** A file that did not load and a hook that threw count once each. */
function brokenSuites(module) {
  const suites = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}

/** A test that never ran because a hook above it threw is already counted by that hook. */
function underBrokenSuite(test) {
  for (let above = test.parent; above !== undefined; above = above.parent) {
    if (above.errors().length > 0) return true;
    if (above.type === 'module') return false;
  }
  return false;
}
