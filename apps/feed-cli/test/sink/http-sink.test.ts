import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runMessages } from '@assay/feeds';
import { futuresTrades } from '@assay/schemas';
import { systemClock, type Clock } from '@assay/telemetry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHttpSink } from '../../src/sink/http-sink.js';

/** Pauses that take no time, noted. */
function hastyClock(): { readonly clock: Clock; readonly pauses: number[] } {
  const pauses: number[] = [];
  const sleep = (milliseconds: number) => {
    pauses.push(milliseconds);
    return Promise.resolve();
  };
  return { clock: { ...systemClock, sleep }, pauses };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const reply =
  (status: number, body: unknown): Answer =>
  (_request, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
/** The connection ends without an answer, as when the service is killed. */
const cut: Answer = (request) => request.socket.destroy();

/** A server that gives these answers in turn, the last one for ever. */
async function serve(...answers: Answer[]) {
  const paths: string[] = [];
  const runs: string[] = [];
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`);
    runs.push(
      `${String(request.headers['assay-run'])} ${String(request.headers['assay-run-pos'])}`,
    );
    request.resume().on('end', () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      answer?.(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, paths, runs };
}

const [message] = runMessages(futuresTrades, 'day/1', 40, ['{}', '{}', '{}']);
const taken = reply(200, { accepted: 2, refused: 1 });
const committedTo = (last: string | null) => reply(200, { run: 'day/1', last });

describe('createHttpSink', () => {
  it.each([
    ['is killed', cut],
    ['is busy', reply(429, { error: 'BACK_PRESSURE' })],
    ['is starting', reply(503, { error: 'NOT_READY' })],
  ])('sends the same message again while the service %s', async (_, answer) => {
    const { url, paths, runs } = await serve(answer, answer, taken, committedTo('42'));
    const { clock, pauses } = hastyClock();
    const sink = createHttpSink(url, clock);
    await sink.send(futuresTrades, message);
    expect(paths).toEqual(Array(3).fill('POST /ingest/futures.trades.v1'));
    expect(runs).toEqual(Array(3).fill('day/1 40'));
    expect(pauses).toEqual([250, 500]);
    expect(await sink.finish()).toEqual({
      rowsByDataset: { 'futures.trades.v1': 2 },
      deadLetters: 1,
      files: [],
    });
  });

  it('is finished only when the last event sent is committed', async () => {
    const { url, paths } = await serve(
      taken,
      committedTo(null),
      committedTo('41'),
      committedTo('42'),
    );
    const sink = createHttpSink(url, hastyClock().clock);
    await sink.send(futuresTrades, message);
    await sink.finish();
    expect(paths.slice(1)).toEqual(Array(3).fill('GET /runs/day%2F1'));
  });

  it('counts the lines of a message that is refused as a whole as dead letters', async () => {
    const { url } = await serve(reply(422, { accepted: 0, refused: 3 }), committedTo('42'));
    const sink = createHttpSink(url, hastyClock().clock);
    await sink.send(futuresTrades, message);
    expect((await sink.finish()).deadLetters).toBe(3);
  });

  it('gives up after half a minute, and says what to do', async () => {
    const { url, paths } = await serve(reply(503, 'draining'));
    const { clock, pauses } = hastyClock();
    await expect(createHttpSink(url, clock).send(futuresTrades, message)).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: `${url}/ingest/futures.trades.v1: expected the service to answer, was HTTP 503: draining`,
      next: expect.stringContaining('run the command again') as string,
    });
    expect(paths.length).toBe(8);
    expect(pauses.reduce((sum, each) => sum + each, 0)).toBe(31_750);
  });

  it.each([
    [404, '{"error":{"code":"UNKNOWN_DATASET"}}'],
    [413, '{"error":{"code":"TOO_LARGE"}}'],
    [400, 'no'],
  ])('does not repeat what is refused for good (%d)', async (status, body) => {
    const { url, paths } = await serve(reply(status, body));
    const sent = createHttpSink(url, hastyClock().clock).send(futuresTrades, message);
    await expect(sent).rejects.toThrow(`HTTP ${status}: ${body}`);
    expect(paths.length).toBe(1);
  });

  it.each([
    ['<html>hello</html>', 'expected a lake service, was <html>'],
    ['{}', 'expected an answer for 3 events, was NaN accepted'],
    ['{"accepted":1,"refused":1}', 'expected an answer for 3 events, was 1 accepted and 1 refused'],
    ['null', 'expected an answer for 3 events'],
  ])('refuses the answer %s', async (body, words) => {
    const { url } = await serve(reply(200, body));
    const sent = createHttpSink(url, hastyClock().clock).send(futuresTrades, message);
    await expect(sent).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining(words) as string,
    });
  });

  it('asks for a run by its whole name, below the path of the service', async () => {
    const { url, paths } = await serve(reply(200, { last: '9007199254740993' }));
    const sink = createHttpSink(`${url}/assay`, hastyClock().clock);
    expect(await sink.lastOfRun('day/1 ü')).toBe(9_007_199_254_740_993n);
    expect(paths).toEqual(['GET /assay/runs/day%2F1%20%C3%BC']);
  });

  it.each([
    [{ last: null }, undefined],
    [{ last: '0' }, 0n],
  ])('reads %j', async (body, expected) => {
    const { url } = await serve(reply(200, body));
    expect(await createHttpSink(url, hastyClock().clock).lastOfRun('r')).toBe(expected);
  });

  it.each([{ last: 7 }, {}, { last: '-1' }])('refuses %j as the state of a run', async (body) => {
    const { url } = await serve(reply(200, body));
    const asked = createHttpSink(url, hastyClock().clock).lastOfRun('r');
    await expect(asked).rejects.toThrow('expected a lake service');
  });
});
