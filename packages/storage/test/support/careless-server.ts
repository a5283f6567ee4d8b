import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { systemClock } from '@assay/telemetry';
import { onTestFinished } from 'vitest';

/** What a server that is only nearly S3 does about a condition. */
export type Carelessness =
  /** It overwrites, as if none had been given. */
  | 'ignores it'
  /** It looks first and writes a little later, so that several may find the key free. */
  | 'looks, then writes'
  /** It knows the one of a create alone. */
  | 'refuses a tag';

const STARTED =
  '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>';
const COMPLETED = '<CompleteMultipartUploadResult><Key>k</Key></CompleteMultipartUploadResult>';

const etagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;

/** An S3 server as one finds them: objects in a map, any signature will do. Gives its address. */
export async function startCarelessServer(carelessness: Carelessness): Promise<string> {
  const objects = new Map<string, { bytes: Buffer; attempt: string; sha256: string }>();
  const server = createServer((request, response) => {
    const serve = async () => {
      const [key, query = ''] = (request.url ?? '').split('?');
      const bytes = await buffer(request);
      const end = (status: number, headers = {}, body: string | Buffer = '') =>
        response.writeHead(status, headers).end(body);
      const found = objects.get(key);
      switch (request.method) {
        case 'POST':
          return end(200, {}, query.startsWith('uploads') ? STARTED : COMPLETED);
        case 'PUT': {
          const etag = etagOf(bytes);
          if (query.includes('uploadId')) {
            return end(200, { etag });
          }
          const { 'if-none-match': none, 'if-match': match } = request.headers;
          if (match !== undefined && carelessness === 'refuses a tag') {
            return end(501);
          }
          const holds =
            (none === undefined || found === undefined) &&
            (match === undefined || (found !== undefined && match === etagOf(found.bytes)));
          if (!holds && carelessness !== 'ignores it') {
            return end(412);
          }
          await systemClock.sleep(30);
          const text = (name: string) => String(request.headers[`x-amz-meta-assay-${name}`]);
          objects.set(key, { bytes, attempt: text('attempt'), sha256: text('sha256') });
          return end(200, { etag });
        }
        case 'DELETE':
          objects.delete(key);
          return end(204);
        default:
          return found === undefined
            ? end(404)
            : end(
                200,
                {
                  etag: etagOf(found.bytes),
                  'content-length': found.bytes.length,
                  'x-amz-meta-assay-attempt': found.attempt,
                  'x-amz-meta-assay-sha256': found.sha256,
                },
                found.bytes,
              );
      }
    };
    void serve();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
