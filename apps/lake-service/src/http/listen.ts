import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandFailure } from '@assay/cli';
import type { Clock } from '@assay/telemetry';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** A server that answers. */
export interface HttpServer {
  /** With the port that was bound: 0 takes a free one. */
  readonly url: string;
  /** Takes no new connections, and waits for the requests under way, but not for ever. */
  close(): Promise<void>;
}

/** A client that stalls in the middle of a request must not keep the service from ending. */
const GRACE_MS = 2_000;

/** Binds the application. A port that is taken, or an address that is not ours, is `UNREACHABLE`. */
export async function listen(
  app: Hono,
  at: { readonly host: string; readonly port: number; readonly clock: Clock },
): Promise<HttpServer> {
  const { host, port, clock } = at;
  const answer = getRequestListener(app.fetch);
  const underWay = new Set<ServerResponse>();
  let isClosing = false;
  const server = createServer((request, response) => {
    underWay.add(response);
    response.once('close', () => underWay.delete(response));
    // A client that keeps its connection busy would otherwise keep it open for ever.
    response.shouldKeepAlive &&= !isClosing;
    void answer(request, response);
  });
  await bind(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${bound}`,
    close: async () => {
      isClosing = true;
      for (const response of underWay) {
        response.shouldKeepAlive = false;
      }
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeIdleConnections();
      const cancel = clock.schedule(GRACE_MS, () => server.closeAllConnections());
      await closed;
      cancel();
    },
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
      `HTTP_HOST, HTTP_PORT: cannot listen on ${host}:${port} (${why})`,
      {
        next: 'free the port, or choose another with HTTP_PORT (0 takes a free one)',
        cause,
      },
    );
  }
}
