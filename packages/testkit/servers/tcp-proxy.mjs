import { connect, createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';
/** What may wait in the proxy in one direction before the sender is held back. */
const MOST_WAITING = 1024 * 1024;

/** Both directions of a connection, as `stall` and `restore` name them. */
const DIRECTIONS = Object.freeze(['toServer', 'toClient']);

/** A gate that data waits at while it is shut. */
function createGate() {
  let passage = Promise.resolve();
  let release;
  return {
    passage: () => passage,
    shut: () => {
      if (release !== undefined) return;
      passage = new Promise((resolve) => {
        release = resolve;
      });
    },
    open: () => {
      release?.();
      release = undefined;
    },
  };
}

/**
 * Starts a TCP proxy before a server, in which the network can fail. The types are in
 * types/proxies.d.mts.
 *
 * @param {number} target the server's port on the loopback
 */
export async function startTcpProxy(target) {
  const gates = { toServer: createGate(), toClient: createGate() };
  const pairs = new Set();
  let refusing = false;
  let delayMs = 0;

  const forward = (from, to, gate) => {
    let waiting = 0;
    let line = Promise.resolve();
    from.on('data', (chunk) => {
      const due = performance.now() + delayMs;
      waiting += chunk.length;
      if (waiting > MOST_WAITING) from.pause();
      line = line.then(async () => {
        await until(due);
        await gate.passage();
        if (!to.destroyed && !to.write(chunk)) await drained(to);
        waiting -= chunk.length;
        if (waiting <= MOST_WAITING) from.resume();
      });
    });
    // What was sent before the end still arrives.
    from.on('end', () => void line.then(() => to.end()));
    from.on('close', () => void line.then(() => to.destroySoon()));
  };
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: LOOPBACK, port: target, allowHalfOpen: true });
    const pair = [client, server];
    pairs.add(pair);
    const drop = () => {
      for (const socket of pair) socket.destroy();
    };
    const forget = () => {
      if (pair.every((socket) => socket.closed)) pairs.delete(pair);
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', drop).on('close', forget);
    forward(client, server, gates.toServer);
    forward(server, client, gates.toClient);
  });
  await new Promise((resolve, reject) => {
    listener.once('error', reject).listen(0, LOOPBACK, () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (listener.address());

  const cut = () => {
    refusing = true;
    for (const pair of pairs) {
      for (const socket of pair) socket.resetAndDestroy();
    }
    pairs.clear();
    for (const name of DIRECTIONS) gates[name].open();
  };
  const close = async () => {
    cut();
    await new Promise((resolve) => listener.close(resolve));
  };
  return {
    port,
    get connections() {
      return pairs.size;
    },
    cut,
    stall: (direction) => {
      for (const name of direction === undefined ? DIRECTIONS : [direction]) gates[name].shut();
    },
    restore: () => {
      refusing = false;
      delayMs = 0;
      for (const name of DIRECTIONS) gates[name].open();
    },
    delay: (milliseconds) => {
      delayMs = milliseconds;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function until(due) {
  const left = due - performance.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}

/** Resolves when a socket takes data again, or never will. */
function drained(socket) {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve(undefined);
    };
    socket.on('drain', done).on('close', done);
  });
}
