import type { Clock } from './clock.js';

/**
 * Sleeps, unless the signal ends it: that is no error to a loop that looks at the signal. False once it is
 * aborted.
 */
export async function pause(
  clock: Clock,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (signal?.aborted !== true) {
      throw error;
    }
  }
  return signal?.aborted !== true;
}
