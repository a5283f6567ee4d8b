import { RUN_HEADER, RUN_POSITION_HEADER } from '@assay/schemas';

/** The producer's run of a message, from its headers. */
export interface MessageRun {
  readonly run: string;
  /** Ordinal, in the run, of the message's first event. */
  readonly firstPosition: bigint;
}

const RUN_POSITION = /^\d{1,18}$/;
const MAX_RUN_LENGTH = 200;

/**
 * Reads `Assay-Run` and `Assay-Run-Pos`. A foreign producer sends neither; sending one without the
 * other, or anything but a whole number, is a `problem`: nobody could tell its deliveries apart.
 */
export function readMessageRun(headers: Readonly<Record<string, string>> | undefined): {
  readonly run?: MessageRun;
  readonly problem?: string;
} {
  const run = headers?.[RUN_HEADER];
  const position = headers?.[RUN_POSITION_HEADER];
  const problem = headers === undefined ? undefined : messageRunProblem(headers);
  if (problem !== undefined) {
    return { problem };
  }
  return run === undefined || position === undefined
    ? {}
    : { run: { run, firstPosition: BigInt(position) } };
}

/** What is wrong with the headers of a run, as "expected …, was …"; undefined when nothing is. */
export function messageRunProblem(headers: Readonly<Record<string, string>>): string | undefined {
  const run: string | undefined = headers[RUN_HEADER];
  const position: string | undefined = headers[RUN_POSITION_HEADER];
  if (run === undefined && position === undefined) {
    return undefined;
  }
  if (run === undefined || run === '' || run.length > MAX_RUN_LENGTH) {
    const was = run === undefined ? 'absent' : JSON.stringify(run.slice(0, 40));
    return `"${RUN_HEADER}": expected 1 to ${MAX_RUN_LENGTH} characters, was ${was}`;
  }
  if (position === undefined || !RUN_POSITION.test(position)) {
    const was = position === undefined ? 'absent' : JSON.stringify(position.slice(0, 40));
    return `"${RUN_POSITION_HEADER}": expected a whole number, was ${was}`;
  }
  return undefined;
}
