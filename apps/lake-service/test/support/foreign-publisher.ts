import { createConnection } from 'node:net';
import { once } from 'node:events';

/**
 * Publishes to a NATS server by its text protocol, as a program that knows nothing of Assay or JetStream
 * may: no headers, no reply. Resolves once the server has taken everything in.
 */
export async function publishPlain(
  port: number,
  messages: readonly { readonly subject: string; readonly payload: string }[],
): Promise<void> {
  const socket = createConnection(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('CONNECT {"verbose":false}\r\n');
  for (const { subject, payload } of messages) {
    socket.write(`PUB ${subject} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`);
  }
  socket.write('PING\r\n');
  let heard = '';
  while (!heard.includes('PONG')) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    heard += chunk.toString();
  }
  socket.destroy();
}
