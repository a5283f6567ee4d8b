import type { StorageErrorCode } from '../errors.js';
import { S3Failure, type FailureKind } from './failure.js';

type Meaning = readonly [kind: FailureKind, code: StorageErrorCode, advice: string];

const CHECK_KEYS = 'check the access key, the secret key and what they may do';
const CHECK_REGION = 'the bucket is in another region: set S3_REGION';
const CHANGED: Meaning = ['unsure', 'UNAVAILABLE', 'the bytes changed on their way: try again'];
const SLOW: Meaning = ['not-done', 'UNAVAILABLE', 'the service asks to slow down: try again later'];
const DENIED: Meaning = ['refused', 'ACCESS_DENIED', CHECK_KEYS];
const ELSEWHERE: Meaning = ['refused', 'UNAVAILABLE', CHECK_REGION];
const NO_CONNECTION: Meaning = [
  'not-done',
  'UNAVAILABLE',
  'cannot be reached: check S3_ENDPOINT and that it runs',
];
const NO_ANSWER: Meaning = ['unsure', 'UNAVAILABLE', 'did not answer: try again'];
const NO_KEYS: Meaning = [
  'refused',
  'ACCESS_DENIED',
  'no credentials were found: set S3_ACCESS_KEY and S3_SECRET_KEY',
];
const UNTRUSTED: Meaning = [
  'refused',
  'UNAVAILABLE',
  'its certificate is not trusted: name the authority in NODE_EXTRA_CA_CERTS',
];

/** By the name that S3 gives an error; these say more than the status does. */
const BY_NAME: Readonly<Record<string, Meaning>> = {
  NoSuchBucket: ['refused', 'NO_BUCKET', 'make the bucket, or correct its name'],
  AccessDenied: DENIED,
  InvalidAccessKeyId: DENIED,
  SignatureDoesNotMatch: DENIED,
  // versitygw, with 404, of an access key that it does not know.
  XAdminUserNotFound: DENIED,
  // The library sets its clock right by the answer, so that the next request may pass.
  RequestTimeTooSkewed: ['not-done', 'ACCESS_DENIED', "this host's clock is wrong: set it"],
  PermanentRedirect: ELSEWHERE,
  AuthorizationHeaderMalformed: ELSEWHERE,
  BadDigest: CHANGED,
  InvalidDigest: CHANGED,
  XAmzContentSHA256Mismatch: CHANGED,
  XAmzContentChecksumMismatch: CHANGED,
  IncompleteBody: CHANGED,
  RequestTimeout: NO_ANSWER,
  SlowDown: SLOW,
  TooManyRequests: SLOW,
  ThrottlingException: SLOW,
  NotImplemented: ['refused', 'UNSUPPORTED', 'the service lacks what a lake needs: use another'],
  CredentialsProviderError: NO_KEYS,
  'Region is missing': ['refused', 'UNAVAILABLE', 'no region was found: set S3_REGION'],
};

/** By errno, where no answer came. */
const BY_ERRNO: Readonly<Record<string, Meaning>> = {
  ECONNREFUSED: NO_CONNECTION,
  ENOTFOUND: NO_CONNECTION,
  EAI_AGAIN: NO_CONNECTION,
  EHOSTUNREACH: NO_CONNECTION,
  ENETUNREACH: NO_CONNECTION,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  CERT_HAS_EXPIRED: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: UNTRUSTED,
};

/** What the SDK's errors carry, as far as it is looked at. */
interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * What the SDK threw, as a failure. Mistakes in the code go on as they are; `cause` keeps name and
 * message alone, since the SDK's errors carry the request with its headers.
 */
export function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof S3Failure) {
    return error;
  }
  const failed: SdkError = error;
  const status = failed.$metadata?.httpStatusCode;
  const meaning = meaningOf(failed, status);
  if (meaning === undefined) {
    return error;
  }
  const [kind, code, advice] = meaning;
  const answer = status === undefined ? [] : [`HTTP ${status}`];
  const request = failed.$metadata?.requestId;
  const details = [
    `${failed.name}: ${failed.message}`,
    ...answer,
    ...(request === undefined ? [] : [`request ${request}`]),
  ];
  const cause = Object.assign(new Error(failed.message), {
    name: failed.name,
    ...(failed.code === undefined ? {} : { code: failed.code }),
  });
  return new S3Failure(kind, code, `${advice} (${details.join(', ')})`, cause);
}

function meaningOf(error: SdkError, status: number | undefined): Meaning | undefined {
  const named = Object.hasOwn(BY_NAME, error.name) ? BY_NAME[error.name] : BY_NAME[error.message];
  if (named !== undefined) {
    return named;
  }
  if (status !== undefined) {
    return byStatus(status, error.name);
  }
  const errno = error.code ?? '';
  if (Object.hasOwn(BY_ERRNO, errno)) {
    return BY_ERRNO[errno];
  }
  if (error.name === 'TimeoutError' && error.message.includes('establish a connection')) {
    return NO_CONNECTION;
  }
  // Sockets end with many errnos; all that is known then is that no whole answer came.
  return errno !== '' || ['TimeoutError', 'AbortError'].includes(error.name)
    ? NO_ANSWER
    : undefined;
}

/** Only these say that the object is not there; `NotFound` is what the library calls a bare 404. */
const ABSENCES = ['NoSuchKey', 'NotFound', 'NoSuchUpload'];

function byStatus(status: number, name: string): Meaning {
  switch (status) {
    case 301:
    case 307:
      return ELSEWHERE;
    case 401:
    case 403:
      return DENIED;
    case 404:
      if (!ABSENCES.includes(name)) {
        return ['refused', 'UNAVAILABLE', 'is this an S3 service? check S3_ENDPOINT'];
      }
      return ['absent', 'NOT_FOUND', 'expected an object, was none'];
    case 405:
    case 501:
      return ['refused', 'UNSUPPORTED', 'the service lacks what a lake needs: use another'];
    case 409:
      return ['conflict', 'UNAVAILABLE', 'another request is under way: try again'];
    case 412:
      return ['taken', 'UNAVAILABLE', 'expected the condition to hold, did not'];
    case 416:
      return ['bad-range', 'BAD_RANGE', 'expected a range within the object'];
    case 429:
      return SLOW;
    default:
      // 5xx may have taken effect; so may a 2xx or 3xx whose answer could not be read.
      return status >= 400 && status < 500
        ? ['refused', 'UNAVAILABLE', 'the service refuses the request']
        : NO_ANSWER;
  }
}
