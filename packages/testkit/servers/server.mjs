/**
 * What any server of the harness can be made to do. `launch` starts the process, waits until it
 * answers, and takes the port it had before, if it had one.
 *
 * @param {(port: number | undefined) => Promise<{ child: import('./child.mjs').Child, port: number }>} launch
 * @param {{ port?: number, remove: () => void }} options `remove` clears what the harness made
 */
export async function startServer(launch, { port: wanted, remove }) {
  let { child, port } = await launch(wanted).catch((error) => {
    remove();
    throw error;
  });
  const close = async () => {
    await child.end('SIGKILL');
    remove();
  };
  return {
    get port() {
      return port;
    },
    get pid() {
      return child.running() ? child.pid : undefined;
    },
    output: () => child.output(),
    kill: () => child.end('SIGKILL'),
    stop: () => child.end('SIGTERM'),
    restart: async () => {
      if (child.running()) await child.end('SIGTERM');
      ({ child, port } = await launch(port));
    },
    pause: () => child.signal('SIGSTOP'),
    resume: () => child.signal('SIGCONT'),
    close,
    [Symbol.asyncDispose]: close,
  };
}
