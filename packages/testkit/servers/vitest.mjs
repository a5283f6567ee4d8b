import { readFileSync } from 'node:fs';
import { neededPrograms } from './needed.mjs';
import { provisionProgram } from './provision.mjs';

/**
 * A global setup of Vitest, which runs once for each project before the first of its tests: it provides
 * the servers that its test files name. What cannot be had is told here, and the tests that need it
 * fail with the command that would install it. The type is in vitest.d.mts.
 */
export async function setup(project) {
  const { testFiles } = await project.globTestFiles();
  const sources = testFiles.map((file) => readFileSync(file, 'utf8'));
  for (const name of neededPrograms(sources, process.env)) {
    try {
      await provisionProgram(name, (line) => console.error(line));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }
}
