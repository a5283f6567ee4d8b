import { explain as explainWith, type NextSteps } from '@assay/cli';
import type { FeedConfig } from './config.js';

const GO_ON =
  'run the command again: what is in the log goes on from there, nothing is stored twice';

/** Turns what the packages throw into a failure with a next step; other errors stay as they are. */
export function explain(error: unknown, config: FeedConfig): unknown {
  const url = `http://${config.HTTP_HOST}:${config.HTTP_PORT}`;
  const steps: NextSteps = {
    goOn: GO_ON,
    logInUse: `if that is a running service, send to it: --url ${url}; else wait until it has ended`,
    fenced: `let the other writer of this lake end, or send to it: --url ${url}; then ${GO_ON}`,
  };
  return explainWith(error, steps);
}
