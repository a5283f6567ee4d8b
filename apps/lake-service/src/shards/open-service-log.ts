import type { ServiceParts } from '../service-parts.js';
import type { ServiceLog } from './service-log.js';

/** Opens the event log that the configuration names; the client of the other one is not loaded. */
export async function openServiceLog(parts: ServiceParts): Promise<ServiceLog> {
  const { NATS_URL } = parts.config;
  if (NATS_URL === undefined) {
    const { openEmbedded } = await import('./embedded.js');
    return openEmbedded(parts);
  }
  const { openJetStream } = await import('./jetstream.js');
  return openJetStream(parts, NATS_URL);
}
