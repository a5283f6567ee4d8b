import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandFailure } from '@assay/cli';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that answers. */
export interface HttpServer {
  /** With the port that was bound: 0 takes a free one. */
  readonly url: string;
  /** Takes no new requests, waits for those under way. */
  close(): Promise<void>;
}

/** Binds the application. A port that is taken, or an address that is not ours, is `UNREACHABLE`. */
export async function listen(app: Hono, host: string, port: number): Promise<HttpServer> {
  const server = createServer(getRequestListener(app.fetch));
  await bind(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) {
            resolve();
          } else {
            reject(error);
          }
        });
        server.closeIdleConnections();
      }),
  };
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CommandFailure(
      'UNREACHABLE',
      `HTTP_PORT: cannot listen on ${host}:${port} (${why})`,
      {
        next: 'free the port, or choose another with HTTP_PORT (0 takes a free one)',
        cause,
      },
    );
  }
}
