import { ReadStream } from 'node:fs';
import type { GetObjectCommandOutput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { S3Connection } from './client.js';
import { S3Failure } from './failure.js';
import { sha256Of, type Payload } from './payload.js';
import type { Identity, S3Service, StoredObject, WriteCondition } from './service.js';
import { translate } from './translate.js';

/** Names of user metadata: `x-amz-meta-` and these. */
const SHA256 = 'assay-sha256';
const ATTEMPT = 'assay-attempt';

/** The requests of a lake, sent by the library of AWS. Listings come with `pageKeys` keys a page. */
export function createSdkService(connection: S3Connection, pageKeys: number): S3Service {
  const { sdk, client, bucket } = connection;
  const at = (key: string) => ({ Bucket: bucket, Key: key });

  async function put(
    key: string,
    payload: Payload,
    identity: Identity,
    condition: WriteCondition | undefined,
  ) {
    const body = payload.body();
    const command = new sdk.PutObjectCommand({
      ...at(key),
      Body: body,
      ContentLength: payload.bytes,
      ChecksumSHA256: base64Of(payload.sha256),
      Metadata: metadataOf(identity),
      ...(condition === undefined ? {} : headersOf(condition)),
    });
    await whileReading(body, (abortSignal) => client.send(command, { abortSignal }));
  }

  return {
    put: (key, payload, identity, condition) =>
      translated(() => put(key, payload, identity, condition)),
    head: (key) =>
      translated(async () => objectOf(await client.send(new sdk.HeadObjectCommand(at(key))))),
    get: (key, range) =>
      translated(async () => {
        const Range = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end - 1}` };
        const answer = await client.send(new sdk.GetObjectCommand({ ...at(key), ...Range }));
        const bytes = await answer.Body?.transformToByteArray();
        if (bytes?.length !== answer.ContentLength) {
          const problem = `expected ${answer.ContentLength} bytes, was cut after ${bytes?.length}`;
          throw new S3Failure('unsure', 'UNAVAILABLE', problem);
        }
        return { bytes: bytes ?? new Uint8Array(), object: objectOf(answer) };
      }),
    list: (prefix, after, page) =>
      translated(async () => {
        const answer = await client.send(
          new sdk.ListObjectsV2Command({
            Bucket: bucket,
            MaxKeys: pageKeys,
            Prefix: prefix,
            ...(after === '' ? {} : { StartAfter: after }),
            ...(page === undefined ? {} : { ContinuationToken: page }),
          }),
        );
        const objects = (answer.Contents ?? []).map(({ Key = '', Size = 0 }) => ({
          key: Key,
          bytes: Size,
        }));
        return { objects, next: answer.IsTruncated ? answer.NextContinuationToken : undefined };
      }),
    remove: (key) =>
      translated(async () => {
        await client.send(new sdk.DeleteObjectCommand(at(key)));
      }),
    startUpload: (key, identity) =>
      translated(async () => {
        const command = new sdk.CreateMultipartUploadCommand({
          ...at(key),
          Metadata: metadataOf(identity),
          ChecksumAlgorithm: 'SHA256',
        });
        const { UploadId } = await client.send(command);
        return present(UploadId, "an upload's id");
      }),
    uploadPart: (key, upload, number, bytes) =>
      translated(async () => {
        const sha256 = sha256Of(bytes);
        const command = new sdk.UploadPartCommand({
          ...at(key),
          UploadId: upload,
          PartNumber: number,
          Body: bytes,
          ChecksumSHA256: base64Of(sha256),
        });
        const { ETag } = await client.send(command);
        return { number, etag: present(ETag, "a part's tag"), sha256 };
      }),
    completeUpload: (key, upload, parts, condition) =>
      translated(async () => {
        const Parts = parts.map(({ number, etag, sha256 }) => ({
          PartNumber: number,
          ETag: etag,
          ChecksumSHA256: base64Of(sha256),
        }));
        const input = { ...at(key), UploadId: upload, MultipartUpload: { Parts } };
        const command = { ...input, ...headersOf(condition) };
        await client.send(new sdk.CompleteMultipartUploadCommand(command));
      }),
    abortUpload: (key, upload) =>
      translated(async () => {
        await client.send(new sdk.AbortMultipartUploadCommand({ ...at(key), UploadId: upload }));
      }),
  };
}

function headersOf(condition: WriteCondition): { IfNoneMatch: string } | { IfMatch: string } {
  return condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.tag };
}

function metadataOf({ sha256, attempt }: Identity): Record<string, string> {
  return { [SHA256]: sha256, [ATTEMPT]: attempt };
}

function objectOf(answer: HeadObjectCommandOutput | GetObjectCommandOutput): StoredObject {
  // A range's answer has the length of the range, and behind the slash that of the object.
  const whole = answer.ContentRange?.split('/')[1];
  return {
    bytes: whole === undefined ? present(answer.ContentLength, 'a length') : Number(whole),
    etag: present(answer.ETag, 'a tag'),
    sha256: answer.Metadata?.[SHA256],
    attempt: answer.Metadata?.[ATTEMPT],
  };
}

function base64Of(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    const problem = `the service answers without ${what}: use another`;
    throw new S3Failure('refused', 'UNSUPPORTED', problem);
  }
  return value;
}

/**
 * Sends while a file is read. What the library does not see is done here: a file that cannot be read
 * ends the request, and a request that failed closes the file.
 */
async function whileReading<Value>(
  body: Uint8Array | ReadStream,
  send: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const ending = new AbortController();
  if (!(body instanceof ReadStream)) {
    return send(ending.signal);
  }
  body.once('error', () => ending.abort());
  try {
    return await send(ending.signal);
  } catch (error) {
    ending.abort();
    throw body.errored ?? error;
  } finally {
    body.destroy();
  }
}

async function translated<Value>(send: () => Promise<Value>): Promise<Value> {
  try {
    return await send();
  } catch (error) {
    throw translate(error);
  }
}
