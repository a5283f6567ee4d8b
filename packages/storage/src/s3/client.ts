import type * as Sdk from '@aws-sdk/client-s3';
import type { Logger } from '@assay/telemetry';
import type { S3LakeLocation } from '../lake/lake-location.js';

/** The library of AWS: loading it takes a quarter of a second, so that only lakes in S3 do. */
export type S3Sdk = typeof Sdk;

/** A connection to one bucket. */
export interface S3Connection {
  readonly sdk: S3Sdk;
  readonly client: Sdk.S3Client;
  readonly bucket: string;
}

/** Connections that may be open at once; more requests wait for one. */
const MAX_SOCKETS = 64;
const CONNECT_WITHIN_MS = 5_000;
/** Read by the library: it would print on Node 20 that it soon wants Node 22. */
const NODE_WARNING_OFF = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/**
 * Connects to the bucket of a location. The library sends each request once: what to send again, and
 * what to look at first, is this package's business. What it says goes to `logger` as `debug`.
 */
export async function connectS3(
  location: S3LakeLocation,
  options: { readonly idleMs: number; readonly logger: Logger },
): Promise<S3Connection> {
  process.env[NODE_WARNING_OFF] ??= 'true';
  const sdk = await import('@aws-sdk/client-s3');
  const { endpoint, accessKeyId, secretAccessKey } = location;
  const region = location.region ?? (endpoint === undefined ? undefined : 'us-east-1');
  const logger = quiet(options.logger);
  const client = new sdk.S3Client({
    maxAttempts: 1,
    // Every request that carries an object has its SHA-256 in its signature, and needs no other sum.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    logger,
    requestHandler: {
      connectionTimeout: CONNECT_WITHIN_MS,
      socketTimeout: options.idleMs,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      logger,
    },
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : { credentials: { accessKeyId, secretAccessKey } }),
  });
  signDigests(client);
  return { sdk, client, bucket: location.bucket };
}

/**
 * Puts the digest that a request gives of its body into its signature too, so that every server refuses
 * bytes that changed on their way, whether or not it knows the header. The library would do so for
 * bytes in memory alone, by hashing them once more.
 */
function signDigests(client: Sdk.S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> };
      const digest = headers['x-amz-checksum-sha256'];
      if (digest !== undefined) {
        headers['x-amz-content-sha256'] = Buffer.from(digest, 'base64').toString('hex');
      }
      return next(args);
    },
    { step: 'build', name: 'assaySignDigests' },
  );
}

/** The library's own lines are for who debugs it: what matters to us is in the errors. */
function quiet(logger: Logger) {
  const tell = (...content: unknown[]): void =>
    logger.debug('the S3 library says', { content: content.map(String).join(' ').slice(0, 500) });
  return {
    trace: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: tell,
    error: tell,
  };
}
