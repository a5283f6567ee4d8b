import type { ServiceParts } from '../service-parts.js';
import { openEmbedded } from './embedded.js';
import type { ServiceLog } from './service-log.js';

/** Opens the event log that the configuration names. */
export function openServiceLog(parts: ServiceParts): Promise<ServiceLog> {
  return openEmbedded(parts);
}
