import type { ServiceStatus } from './service-parts.js';

/** What a person is told at the end: what is stored, and what another process has to store. */
export function stoppedText(status: ServiceStatus | undefined): string {
  const { shards = {}, signals, gold } = status ?? {};
  const all = Object.entries(shards);
  const kept = gold === undefined ? all : [...all, ['gold', gold] as const];
  const others = kept
    .filter(([, { role }]) => role === 'standby')
    .map(([name, { problem = 'by another process' }]) => `  ${name}: ${problem}`);
  if (signals?.phase === 'standby') {
    others.push(`  signals: ${signals.problem ?? 'by another process'}`);
  }
  if (others.length === 0) {
    const isReader = all.length > 0 || gold !== undefined;
    return isReader
      ? 'Lake service stopped: everything the log held is committed.'
      : 'Lake service stopped: every row of signals that was made is committed.';
  }
  return ['Lake service stopped. It stood by, and did not store', ...others].join('\n');
}
