import { JetStreamApiError } from '@nats-io/jetstream';
import {
  AuthorizationError,
  ClosedConnectionError,
  DrainingConnectionError,
  InvalidArgumentError,
  InvalidSubjectError,
  NoRespondersError,
  PermissionViolationError,
  RequestError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node';
import { BusError } from '../errors.js';

/** `err_code` of a JetStream API error. */
const API_ERRORS = { streamNotFound: 10059, messageNotFound: 10037 } as const;

/** Replies where there is no room: in the stream, in the account, on the server. */
const FULL =
  /maximum (bytes|messages|messages per subject) exceeded|insufficient .*resources|limits? exceeded/i;

/** Whether the server said that there is no such stream. */
export function isStreamNotFound(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === API_ERRORS.streamNotFound;
}

/** Whether the server said that it does not have this message. */
export function isMessageNotFound(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === API_ERRORS.messageNotFound;
}

/** An error of the NATS client in the words of the port; any other error as it is. `what` was tried. */
export function natsToBusError(error: unknown, what: string): unknown {
  if (error instanceof BusError || !(error instanceof Error)) return error;
  const { message } = error;
  if (isAccessError(error)) {
    const next = 'see user, password, token, NKey or credentials, and what the account may do';
    return new BusError('ACCESS_DENIED', `${what}: the server refuses: ${message}; ${next}`, {
      cause: error,
    });
  }
  if (isTlsError(error)) {
    const next = 'see the CA, certificate and key files, and the name in the URL';
    return new BusError('ACCESS_DENIED', `${what}: no TLS: ${message}; ${next}`, { cause: error });
  }
  if (isNotEnabled(error)) {
    const next = 'start it with JetStream, and enable it for this account';
    return new BusError('UNSUPPORTED_SERVER', `${what}: JetStream does not answer; ${next}`, {
      cause: error,
    });
  }
  if (error instanceof ClosedConnectionError || error instanceof DrainingConnectionError) {
    return new BusError('CLOSED', `${what}: the connection is closed`, { cause: error });
  }
  if (error instanceof JetStreamApiError) return apiError(error, what);
  if (error instanceof InvalidArgumentError) {
    return new BusError('BAD_MESSAGE', `${what}: ${message}`, { cause: error });
  }
  if (error instanceof InvalidSubjectError) {
    return new BusError('BAD_SUBJECT', `${what}: ${message}`, { cause: error });
  }
  const words = error instanceof TimeoutError ? 'the server does not answer' : reasonOf(error);
  const options = { cause: error, retryable: true };
  return new BusError('UNAVAILABLE', `${what}: ${words}`, options);
}

/** JetStream was there when the log was opened: one that does not answer now is starting. */
export function whileStarting(error: unknown): unknown {
  if (!(error instanceof BusError) || error.code !== 'UNSUPPORTED_SERVER') return error;
  return new BusError('UNAVAILABLE', error.message, { retryable: true, cause: error });
}

/** What a publisher was told instead of an acknowledgement. */
export function publishRefusal(
  error: { readonly code?: number; readonly description?: string },
  what: string,
): BusError {
  const words = error.description ?? 'an error without a description';
  if (FULL.test(words)) {
    const next = 'raise the limits of the stream, or of the server, or wait';
    return new BusError('LOG_FULL', `${what}: ${words}: nothing was stored; ${next}`);
  }
  if (/message size exceeds/i.test(words)) {
    return new BusError('MESSAGE_TOO_LARGE', `${what}: ${words}: send smaller messages`);
  }
  // Whatever else the server refuses is no fault of the message: its sender must not drop it.
  const isPassing = error.code === undefined || error.code >= 500;
  return new BusError('UNAVAILABLE', `${what}: ${words}`, { retryable: isPassing });
}

function apiError(error: JetStreamApiError, what: string): BusError {
  if (error.code === API_ERRORS.streamNotFound) {
    const next =
      'if it was deleted, create it again, or start again, which makes it with its declared settings';
    return new BusError('LOG_DELETED', `${what}: there is no such stream; ${next}`, {
      cause: error,
    });
  }
  const isPassing = error.status >= 500;
  return new BusError('UNAVAILABLE', `${what}: the server says: ${error.message}`, {
    cause: error,
    retryable: isPassing,
  });
}

/** Failures that no later try mends. */
function isAccessError(error: Error): boolean {
  return (
    error instanceof AuthorizationError ||
    error instanceof UserAuthenticationExpiredError ||
    error instanceof PermissionViolationError ||
    error.cause instanceof PermissionViolationError
  );
}

function isNotEnabled(error: Error): boolean {
  return (
    error.name === 'JetStreamNotEnabled' ||
    error instanceof NoRespondersError ||
    (error instanceof RequestError && error.isNoResponders())
  );
}

const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/;

function isTlsError(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    (typeof code === 'string' && TLS_CODES.test(code)) ||
    /certificate|'tls'|\btls\b|ssl routines/i.test(error.message)
  );
}

const reasonOf = (error: Error): string =>
  error.message === '' ? ((error as NodeJS.ErrnoException).code ?? error.name) : error.message;
