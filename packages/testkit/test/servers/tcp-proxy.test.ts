import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../../servers/index.mjs';

let echo: Server;
let proxy: TcpProxy;
const received: Buffer[] = [];

beforeEach(async () => {
  received.length = 0;
  // Half-open, so that what it is sent before the end comes back after it.
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk);
      socket.write(chunk);
    });
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

async function client(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: proxy.port });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Resolves when a connection is gone, however it went. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.on('close', resolve));
}

async function answer(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString('utf8');
}

const text = (): string => Buffer.concat(received).toString('utf8');

describe('startTcpProxy', () => {
  it('passes bytes both ways, all of them before an end', async () => {
    const socket = await client();
    const sent = Buffer.alloc(5_000_000, 'assay ');
    const back: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => back.push(chunk));
    socket.end(sent);
    await closed(socket);
    expect(Buffer.concat(back).equals(sent)).toBe(true);
    await expect.poll(() => proxy.connections).toBe(0);
  });

  it('cuts connections and refuses new ones until it is restored', async () => {
    const before = await client();
    expect(await answer(before, 'a')).toBe('a');
    proxy.cut();
    await closed(before);
    const during = connect({ host: '127.0.0.1', port: proxy.port }).on('error', () => undefined);
    await closed(during);
    proxy.restore();
    expect(await answer(await client(), 'b')).toBe('b');
    expect(text()).toBe('ab');
  });

  it('loses a reply after the request was served', async () => {
    const socket = await client();
    let replies = 0;
    socket.on('data', () => (replies += 1));
    proxy.stall('toClient');
    socket.write('request');
    await expect.poll(text).toBe('request');
    proxy.cut();
    await closed(socket);
    expect(replies).toBe(0);
  });

  it('holds back what is sent, and gives it in order when restored', async () => {
    const socket = await client();
    proxy.stall();
    for (const each of ['1', '2', '3']) socket.write(each);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(text()).toBe('');
    expect(socket.destroyed).toBe(false);
    proxy.restore();
    await expect.poll(text).toBe('123');
    socket.destroy();
  });

  it('delays each way', async () => {
    const socket = await client();
    proxy.delay(40);
    const started = performance.now();
    await answer(socket, 'late');
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
    socket.destroy();
  });
});
