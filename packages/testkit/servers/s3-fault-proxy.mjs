import { createServer, request as forwardedRequest } from 'node:http';
import { Transform } from 'node:stream';
import { createRuleBook, errorBody, recogniseOperation } from './s3-faults.mjs';

const LOOPBACK = '127.0.0.1';
/** What holds between two neighbours only; the signature of a request leaves these out too. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'expect', 'proxy-connection', 'upgrade']);

/**
 * Starts an HTTP proxy before an S3 server, which lets chosen requests go wrong. It speaks for nobody:
 * the Host header goes on as it came, because the client has signed it. The types and their meaning are
 * in types/proxies.d.mts.
 *
 * @param {{ target: number | string, seed?: string | number, rules?: readonly any[] }} options
 */
export async function startS3FaultProxy({ target, seed = 0, rules = [] }) {
  const upstream = new URL(typeof target === 'number' ? `http://${LOOPBACK}:${target}` : target);
  const book = createRuleBook(seed);
  const seen = [];
  for (const rule of rules) book.inject(rule);

  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const entry = {
      ...recogniseOperation(method, url, headers),
      method,
      status: undefined,
      fault: undefined,
    };
    seen.push(entry);
    serve(entry, request, response).catch(() => drop(response));
  });
  // A connection that a test has reset is no error of the proxy.
  server.on('clientError', (_, socket) => socket.destroy());
  server.keepAliveTimeout = 60_000;

  const serve = async (entry, request, response) => {
    const rule = book.fallUnder(entry);
    if (rule === undefined) return answer(await forward(entry, request), response);
    entry.fault = rule.fault;
    await rule.meet?.(entry);
    await misbehave(rule.fault, entry, request, response);
  };

  const misbehave = async (fault, entry, request, response) => {
    switch (fault.kind) {
      case 'none':
        return answer(await forward(entry, request), response);
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
        return answer(await forward(entry, request), response);
      case 'answer':
        if (fault.when === 'after') await drain(await forward(entry, request));
        else await drain(request);
        return refuse(fault, entry, response);
      case 'reset':
        if (fault.when === 'midway') await forwardHalf(request);
        else if (fault.when === 'after') await drain(await forward(entry, request));
        return drop(response);
      case 'stall':
        if (fault.when === 'after') await drain(await forward(entry, request));
        else request.pause();
        return;
      case 'truncate':
        return truncate(await forward(entry, request), response);
      case 'corrupt':
        return fault.what === 'request'
          ? answer(await forward(entry, request, flipByte()), response)
          : answer(await forward(entry, request), response, flipByte());
      default:
        throw new TypeError(`expected a fault of S3, was ${JSON.stringify(fault)}`);
    }
  };

  const open = (request) =>
    forwardedRequest({
      host: upstream.hostname,
      port: upstream.port,
      method: request.method,
      path: request.url,
      headers: endToEnd(request.rawHeaders),
      agent: false,
    });

  /** The server's reply to the whole request. */
  const forward = (entry, request, change) =>
    new Promise((resolve, reject) => {
      const onward = open(request);
      onward.once('response', (reply) => {
        entry.status = reply.statusCode;
        resolve(reply);
      });
      onward.once('error', reject);
      // A client that gives up half-way takes its request with it.
      request.once('close', () => {
        if (!request.complete) onward.destroy();
      });
      (change === undefined ? request : request.pipe(change)).pipe(onward);
    });

  /** Sends the first half of the body and then cuts the server off. */
  const forwardHalf = async (request) => {
    const onward = open(request);
    onward.on('error', () => undefined);
    onward.flushHeaders();
    const half = Number(request.headers['content-length'] ?? 0) / 2;
    let sent = 0;
    for await (const chunk of request) {
      const rest = Math.max(0, Math.floor(half) - sent);
      if (rest === 0) continue;
      onward.write(chunk.subarray(0, rest));
      sent += Math.min(rest, chunk.length);
    }
    // What was written must be on its way before the connection goes.
    await new Promise((resolve) => setTimeout(resolve, 20));
    onward.destroy();
  };

  await new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port,
    endpoint: `http://${LOOPBACK}:${port}`,
    requests: seen,
    inject: book.inject,
    clear: book.clear,
    count: (operation) => seen.filter((each) => each.operation === operation).length,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Headers as they were written, duplicates included. */
function endToEnd(raw) {
  const kept = [];
  for (let index = 0; index < raw.length; index += 2) {
    if (!HOP_BY_HOP.has(raw[index].toLowerCase())) kept.push(raw[index], raw[index + 1]);
  }
  return kept;
}

function answer(reply, response, change) {
  return new Promise((resolve, reject) => {
    response.writeHead(reply.statusCode, endToEnd(reply.rawHeaders));
    response.once('close', () => resolve(undefined));
    reply.once('error', reject).once('aborted', () => reject(new Error('the server went away')));
    (change === undefined ? reply : reply.pipe(change)).pipe(response);
  });
}

function refuse({ status, inOkReply = false }, { method, key }, response) {
  const body = method === 'HEAD' ? '' : errorBody(status, key);
  response.writeHead(inOkReply ? 200 : status, {
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Promises the whole reply, sends the first half and resets the connection. */
async function truncate(reply, response) {
  const chunks = [];
  for await (const chunk of reply) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  response.writeHead(reply.statusCode, endToEnd(reply.rawHeaders));
  response.flushHeaders();
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    // The client must have read the half before the reset, which throws away what is under way.
    setTimeout(() => drop(response), 20);
  });
}

/** Inverts the first byte that passes. */
function flipByte() {
  let flipped = false;
  return new Transform({
    transform(chunk, _, done) {
      if (flipped || chunk.length === 0) return done(null, chunk);
      flipped = true;
      const changed = Buffer.from(chunk);
      changed[0] ^= 0xff;
      done(null, changed);
    },
  });
}

async function drain(stream) {
  for await (const chunk of stream) void chunk;
}

function drop(response) {
  response.socket?.resetAndDestroy();
}
