/**
 * One step of a check.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {readonly string[]} [after] steps that have to end first, well or not
 * @property {() => Promise<{ code: number, output: string, seconds: number }>} run
 *
 * @typedef {{ name: string, code: number, output: string, seconds: number }} Result
 */

/**
 * Runs all steps, at most `lanes` at a time, each once those it comes after have ended.
 *
 * @param {readonly Step[]} steps in order of preference
 * @param {{ lanes: number, report: (result: Result) => void }} options
 * @returns {Promise<Result[]>} in the order in which they ended
 */
export async function runSteps(steps, { lanes, report }) {
  const waiting = [...steps];
  const running = new Map();
  /** @type {Result[]} */
  const results = [];
  const ended = (name) =>
    results.some((result) => result.name === name) || !steps.some((step) => step.name === name);
  while (waiting.length > 0 || running.size > 0) {
    const ready = waiting.findIndex(({ after = [] }) => after.every(ended));
    if (ready >= 0 && running.size < lanes) {
      const [step] = waiting.splice(ready, 1);
      running.set(step.name, start(step));
      continue;
    }
    if (running.size === 0) {
      throw new Error(`expected a step that can start, was ${waiting.map(({ name }) => name)}`);
    }
    const result = await Promise.race(running.values());
    running.delete(result.name);
    results.push(result);
    report(result);
  }
  return results;
}

async function start({ name, run }) {
  try {
    return { name, ...(await run()) };
  } catch (error) {
    return {
      name,
      code: 1,
      output: error instanceof Error ? String(error.stack) : String(error),
      seconds: 0,
    };
  }
}
