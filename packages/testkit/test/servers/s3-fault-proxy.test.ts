import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startS3FaultProxy, type S3FaultProxy, type S3FaultRule } from '../../servers/index.mjs';

/** A server that stores what it is sent, as S3 does, without asking who sends it. */
let server: Server;
let proxy: S3FaultProxy;
const objects = new Map<string, Buffer>();
const hosts: (string | undefined)[] = [];

beforeEach(async () => {
  objects.clear();
  hosts.length = 0;
  server = createServer((request, response) => {
    // What is cut off half-way is not stored, and no error of this test.
    body(request).then(
      (bytes) => {
        hosts.push(request.headers.host);
        const path = request.url ?? '';
        if (request.method === 'PUT') objects.set(path, bytes);
        const found = objects.get(path);
        response.writeHead(found === undefined ? 404 : 200).end(found);
      },
      () => undefined,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startS3FaultProxy({ target: (server.address() as AddressInfo).port, seed: 7 });
});
afterEach(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

async function body(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const create = (key: string, text = 'some bytes'): Promise<Response> =>
  fetch(`${proxy.endpoint}/lake/${key}`, {
    method: 'PUT',
    headers: { 'if-none-match': '*' },
    body: text,
  });
const get = (key: string): Promise<Response> => fetch(`${proxy.endpoint}/lake/${key}`);
const stored = (key: string): string | undefined => objects.get(`/lake/${key}`)?.toString('utf8');
const broken = { operation: 'create', fault: { kind: 'reset', when: 'before' } } as const;

describe('startS3FaultProxy', () => {
  it('passes requests on with the host they name, which is signed', async () => {
    expect((await create('one')).status).toBe(200);
    expect(await (await get('one')).text()).toBe('some bytes');
    expect(hosts).toEqual([`127.0.0.1:${proxy.port}`, `127.0.0.1:${proxy.port}`]);
  });

  it.each([
    ['PUT', 'lake/a', { 'if-none-match': '*' }, 'create'],
    ['PUT', 'lake/a', {}, 'replace'],
    ['POST', 'lake/a?uploads=', {}, 'initiate'],
    ['PUT', 'lake/a?partNumber=2&uploadId=u', {}, 'part'],
    ['POST', 'lake/a?uploadId=u', { 'if-none-match': '*' }, 'complete'],
    ['DELETE', 'lake/a?uploadId=u', {}, 'abort'],
    ['GET', 'lake/a%20b/c', {}, 'get'],
    ['HEAD', 'lake/a', {}, 'head'],
    ['GET', 'lake?list-type=2&prefix=a', {}, 'list'],
    ['DELETE', 'lake/a', {}, 'delete'],
    ['HEAD', 'lake', {}, 'other'],
  ])('takes %s %s with %o for %s', async (method, path, headers, operation) => {
    await fetch(`${proxy.endpoint}/${path}`, { method, headers });
    const key = path.startsWith('lake/a%20b') ? 'a b/c' : path.startsWith('lake/') ? 'a' : '';
    expect(proxy.requests).toMatchObject([{ operation, method, bucket: 'lake', key }]);
    expect(proxy.count(proxy.requests[0].operation)).toBe(1);
  });

  it.each([409, 412, 429, 500, 503] as const)(
    'answers %i in place of the server',
    async (status) => {
      proxy.inject({ fault: { kind: 'answer', status, when: 'before' }, times: 1 });
      const refused = await create('one');
      expect([refused.status, stored('one')]).toEqual([status, undefined]);
      expect(await refused.text()).toContain('<Code>');
      expect((await create('one')).status).toBe(200);
    },
  );

  it('loses the reply after the object was stored, or the request before it was', async () => {
    proxy.inject({ fault: { kind: 'reset', when: 'after' }, key: 'after' });
    proxy.inject({ fault: { kind: 'answer', status: 412, when: 'after' }, key: 'own' });
    proxy.inject({ fault: { kind: 'reset', when: 'midway' }, key: 'midway' });
    proxy.inject(broken);
    await expect(create('after')).rejects.toThrow();
    expect((await create('own')).status).toBe(412);
    await expect(create('midway', 'x'.repeat(200_000))).rejects.toThrow();
    await expect(create('before')).rejects.toThrow();
    expect([...objects.keys()]).toEqual(['/lake/after', '/lake/own']);
    expect(proxy.requests.map(({ status }) => status)).toEqual([200, 200, undefined, undefined]);
  });

  it('tells of an error inside a 200, as AWS does when it completes an upload', async () => {
    const fault = { kind: 'answer', status: 500, when: 'before', inOkReply: true } as const;
    proxy.inject({ operation: 'complete', fault });
    const reply = await fetch(`${proxy.endpoint}/lake/a?uploadId=u`, { method: 'POST' });
    expect(reply.status).toBe(200);
    expect(await reply.text()).toContain('<Code>InternalError</Code>');
  });

  it('cuts a reply short, changes bytes, and holds requests back', async () => {
    await create('one', 'x'.repeat(100_000));
    proxy.inject({ operation: 'get', fault: { kind: 'truncate' }, nth: 1 });
    proxy.inject({ operation: 'get', fault: { kind: 'corrupt', what: 'reply' }, nth: 2 });
    proxy.inject({ operation: 'get', fault: { kind: 'delay', milliseconds: 60 }, nth: 3 });
    await expect(get('one').then((reply) => reply.text())).rejects.toThrow();
    expect(new Uint8Array(await (await get('one')).arrayBuffer()).at(0)).toBe(
      'x'.charCodeAt(0) ^ 0xff,
    );
    const started = performance.now();
    expect((await get('one')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(50);
    proxy.inject({ operation: 'create', fault: { kind: 'corrupt', what: 'request' } });
    await create('two', 'a');
    expect(objects.get('/lake/two')).toEqual(Buffer.from(['a'.charCodeAt(0) ^ 0xff]));
  });

  it('stalls until the client gives up', async () => {
    proxy.inject({ operation: 'get', fault: { kind: 'stall', when: 'after' } });
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${proxy.endpoint}/lake/a`, { signal })).rejects.toThrow('timeout');
  });

  it('lets a rival act while a request is held', async () => {
    const meet = async () => void objects.set('/lake/one', Buffer.from('foreign'));
    proxy.inject({ operation: 'create', fault: { kind: 'reset', when: 'before' }, meet });
    await expect(create('one')).rejects.toThrow();
    expect(stored('one')).toBe('foreign');
  });

  it('counts the requests of each rule, and gives one to the first rule that wants it', async () => {
    const second = proxy.inject({ ...broken, nth: 2 });
    const third = proxy.inject({ ...broken, every: 3 });
    const outcomes: string[] = [];
    for (const key of ['1', '2', '3', '4', '5', '6']) {
      outcomes.push(
        await create(key).then(
          () => 'ok',
          () => 'lost',
        ),
      );
    }
    expect(outcomes).toEqual(['ok', 'lost', 'lost', 'ok', 'ok', 'lost']);
    expect([second, third]).toMatchObject([
      { matched: 6, injected: 1 },
      { matched: 6, injected: 2 },
    ]);
    proxy.clear();
    expect((await create('2')).status).toBe(200);
  });

  it('repeats its chance for a seed', async () => {
    const outcomes = async (seed: number): Promise<string> => {
      const rules: S3FaultRule[] = [
        { fault: { kind: 'answer', status: 503, when: 'before' }, probability: 0.5 },
      ];
      await using chancy = await startS3FaultProxy({ target: `http://127.0.0.1:1`, seed, rules });
      const texts: string[] = [];
      for (let turn = 0; turn < 16; turn += 1) {
        texts.push(
          await fetch(chancy.endpoint).then(
            ({ status }) => `${status}`,
            () => 'gone',
          ),
        );
      }
      return texts.join();
    };
    expect(await outcomes(1)).toBe(await outcomes(1));
    expect(await outcomes(1)).not.toBe(await outcomes(2));
  });
});
