/*
 * Failpoints of a process of its own: the environment says where it kills or stops itself. A test program
 * gives `failpointOf()` to what it tests; production code reads no such variable. The types are in
 * types/programs.d.mts.
 */
const VARIABLE = 'ASSAY_TEST_FAILPOINT';

const ACTIONS = {
  // Nothing runs after it: no handler, no buffer is written out.
  kill: () => process.kill(process.pid, 'SIGKILL'),
  // Goes on here after SIGCONT, as a machine does that was frozen.
  stop: () => process.kill(process.pid, 'SIGSTOP'),
  throw: (name) => {
    throw new Error(`failpoint ${name}: the test made it fail`);
  },
};

/** The environment that makes a program do something at a failpoint. */
export function atFailpoint({ name, nth = 1, action = 'kill' }) {
  return { [VARIABLE]: `${name}:${nth}:${action}` };
}

/** The failpoint that this process's environment asks for; without one it does nothing. */
export function failpointOf(environment = process.env) {
  const points = (environment[VARIABLE] ?? '')
    .split(',')
    .filter((text) => text !== '')
    .map(parse);
  return (name) => {
    for (const point of points) {
      if (point.name !== name) continue;
      point.passed += 1;
      if (point.passed === point.nth) ACTIONS[point.action](name);
    }
  };
}

function parse(text) {
  const found = /^([^:,]+)(?::(\d+))?(?::(kill|stop|throw))?$/.exec(text);
  if (found === null) {
    throw new Error(`expected ${VARIABLE} to be name:nth:kill|stop|throw, was "${text}"`);
  }
  const [, name, nth = '1', action = 'kill'] = found;
  return { name, nth: Number(nth), action, passed: 0 };
}
