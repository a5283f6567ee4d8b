import type { ServiceStatus } from './service-parts.js';

/** What a person is told at the end: what is stored, and what another process has to store. */
export function stoppedText(status: ServiceStatus | undefined): string {
  const others = Object.entries(status?.shards ?? {}).filter(([, { role }]) => role === 'standby');
  if (others.length === 0) {
    return 'Lake service stopped: everything the log held is committed.';
  }
  const lines = others.map(
    ([shard, { problem = 'by another process' }]) => `  ${shard}: ${problem}`,
  );
  return ['Lake service stopped. It stood by, and did not store', ...lines].join('\n');
}
