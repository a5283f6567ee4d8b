import { AnswerIsNo, CommandFailure } from '../errors.js';
import { toPlain, type Plain } from '../format/plain.js';

const VERBOSE_HINT = 'run it again with --verbose to see where it comes from';

/** An error in the terms of a report. */
export interface FailureReport {
  /** 1: the answer is no; 2: it could not run. */
  readonly exitCode: 1 | 2;
  /** For people. */
  readonly text: string;
  /** For `--json`. */
  readonly json: object;
}

/**
 * Reports an error: `error: …`, the chain of causes in short, the next step; a stack only when
 * `verbose`. Errors without a `code` are mistakes in the code and say so.
 */
export function reportFailure(error: unknown, verbose: boolean): FailureReport {
  if (error instanceof AnswerIsNo) {
    return { exitCode: 1, text: error.message, json: error.result };
  }
  const message = messageOf(error);
  const code = codeOf(error);
  const failure = error instanceof CommandFailure ? error : undefined;
  const next = failure?.next ?? (failure === undefined && !verbose ? VERBOSE_HINT : undefined);
  const causes = causesOf(error);
  const stack = verbose && error instanceof Error ? error.stack : undefined;
  const lines = [
    `${code === 'UNEXPECTED' ? 'unexpected error' : 'error'}: ${message}`,
    ...causes.map((cause) => `  cause: ${cause}`),
    ...(next === undefined ? [] : [`  next: ${next}`]),
    ...(stack === undefined ? [] : [stack]),
  ];
  const json: Record<string, Plain | undefined> = {
    code,
    message,
    ...(next === undefined ? {} : { next }),
    ...(causes.length === 0 ? {} : { causes }),
    ...(failure?.details === undefined ? {} : { details: toPlain(failure.details) }),
    ...(retryableOf(error) ? { retryable: true } : {}),
    ...(stack === undefined ? {} : { stack }),
  };
  return { exitCode: 2, text: lines.join('\n'), json: { error: json } };
}

/** What lies behind an error, outermost first, without what its own message says already. */
function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  const seen = new Set<unknown>([error]);
  let said = messageOf(error);
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && !seen.has(cause)) {
    seen.add(cause);
    const message = messageOf(cause);
    if (!said.includes(message)) {
      causes.push(message);
    }
    said = message;
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  return error instanceof Error ? error.message || error.name : String(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'UNEXPECTED';
}

function retryableOf(error: unknown): boolean {
  return error instanceof Error && 'retryable' in error && error.retryable === true;
}
