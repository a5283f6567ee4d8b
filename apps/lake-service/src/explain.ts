import { explain as explainWith, type NextSteps } from '@assay/cli';

const STEPS: NextSteps = {
  goOn: 'start again: what was acknowledged and is not stored yet is in the log',
  logInUse: 'stop the other process, send to it over HTTP, or choose another WAL_ROOT',
  fenced: 'stop the other service on this lake, then start this one again: it goes on',
};

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown): unknown {
  return explainWith(error, STEPS);
}
