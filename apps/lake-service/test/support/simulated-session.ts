import { createMarketSimulator, createSimulatorLines, simulatorMessages } from '@assay/feeds';
import { createDatasetRegistry } from '@assay/schemas';
import type { OutgoingMessage } from '@assay/bus';

/** The trading date of the simulated market, and its first instant: the open, 2025-12-16 09:30 New York. */
export const SESSION_DATE = '2025-12-16';
const OPEN_NS = 1_765_895_400_000_000_000n;
const NS_PER_SECOND = 1_000_000_000n;
const STEP_NS = NS_PER_SECOND / 4n;

/**
 * So many seconds of a simulated market after the open, as messages of a quarter of a second each. Greeks come
 * every second, so that no input makes the others wait for long.
 */
export function simulatedSession(seconds: number): OutgoingMessage[] {
  const market = createMarketSimulator({
    ...{ seed: 11, startNs: OPEN_NS, greeksEverySeconds: 1 },
  });
  const lines = createSimulatorLines();
  const messages: OutgoingMessage[] = [];
  const endNs = OPEN_NS + BigInt(seconds) * NS_PER_SECOND;
  for (let atNs = OPEN_NS + STEP_NS; atNs <= endNs; atNs += STEP_NS) {
    for (let more = market.advance(atNs, 5_000); more.length > 0;) {
      messages.push(...simulatorMessages('simulated', lines.linesOf(more)));
      more = market.advance(atNs, 5_000);
    }
  }
  return messages;
}

/** Sends one of them over HTTP, under its run; whether it was taken in for certain. */
export async function postMessage(url: string, message: OutgoingMessage): Promise<boolean> {
  const dataset = createDatasetRegistry().all.find(({ subject }) => subject === message.subject);
  const body = Buffer.from(message.bytes);
  try {
    const target = `${url}/ingest/${dataset?.id ?? ''}`;
    const reply = await fetch(target, { method: 'POST', body, headers: message.headers ?? {} });
    return reply.status === 200;
  } catch {
    return false;
  }
}
