import type { Finding } from '@assay/schemas';

const NS_PER_SECOND = 1e9;
const SOURCE = 'https://docs.nats.io/reference/config/jetstream/sync_interval';

/**
 * When the server writes what it has acknowledged to disk. It tells no client; only its
 * monitoring port does.
 *
 * @param monitor the URL of the monitoring port, such as `http://127.0.0.1:8222`
 */
export async function syncFindings(monitor: string | undefined): Promise<Finding[]> {
  const what = 'server: sync policy';
  const expected = 'sync_interval: always, or 3 replicas on machines that do not fail together';
  const change = 'set `jetstream { sync_interval: always }` in nats-server.conf, and restart it';
  if (monitor === undefined) {
    return [
      {
        severity: 'advice',
        what,
        was: `not told to clients; the default keeps up to 2 minutes in memory only (${SOURCE})`,
        expected,
        change: `${change}; or let doctor look: --monitor http://<server>:8222`,
      },
    ];
  }
  const url = new URL('varz', monitor.endsWith('/') ? monitor : `${monitor}/`).href;
  try {
    const config = jetStreamConfig(await (await fetch(url)).json());
    return [judged(what, expected, change, config)];
  } catch (error) {
    const was = error instanceof Error ? error.message : String(error);
    return [
      {
        severity: 'warning',
        what,
        was: `${url} does not answer as a NATS server's monitoring port: ${was}`,
        expected: 'an answer',
        change: 'set `http: 8222` in nats-server.conf, or leave --monitor out',
      },
    ];
  }
}

function judged(
  what: string,
  expected: string,
  change: string,
  config: { readonly sync_always?: boolean; readonly sync_interval?: number },
): Finding {
  if (config.sync_always === true) {
    return { severity: 'ok', what, was: 'always', expected };
  }
  const seconds = (config.sync_interval ?? 0) / NS_PER_SECOND;
  const was = seconds === 0 ? 'an interval (2 minutes by default)' : `every ${seconds} s`;
  return {
    severity: 'warning',
    what,
    was: `${was}: a machine that fails loses acknowledged messages of that time`,
    expected,
    change,
  };
}

function jetStreamConfig(varz: unknown): { sync_always?: boolean; sync_interval?: number } {
  const { jetstream } = Object(varz) as { jetstream?: { config?: object } };
  if (jetstream?.config === undefined) {
    throw new Error('it has no jetstream.config');
  }
  return jetstream.config;
}
