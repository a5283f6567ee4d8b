/** With less an hour of some 500,000 order books does not fit one engine, which is out of memory then. */
const ENGINE_MEMORY_BYTES = 256 * 2 ** 20;
/** More threads than this allows hold so much each that nothing is left to spill from. */
const THREAD_MEMORY_BYTES = 64 * 2 ** 20;

/** What one engine may take. */
export interface EngineShare {
  readonly threads: number;
  readonly memoryLimitBytes: number;
}

/**
 * One engine a lane: as many as there are threads and units, and memory for. Threads and memory are
 * divided among them; with little memory a few engines have several threads each.
 */
export function engineShares(
  { threads, memoryLimitBytes }: EngineShare,
  units: number,
): EngineShare[] {
  const affordable = Math.floor(memoryLimitBytes / ENGINE_MEMORY_BYTES);
  const lanes = units === 0 ? 0 : Math.max(1, Math.min(threads, units, affordable));
  const memory = Math.floor(memoryLimitBytes / lanes);
  const most = Math.max(1, Math.floor(memory / THREAD_MEMORY_BYTES));
  return Array.from({ length: lanes }, (_, lane) => {
    const share = Math.floor(threads / lanes) + (lane < threads % lanes ? 1 : 0);
    return { threads: Math.min(share, most), memoryLimitBytes: memory };
  });
}
