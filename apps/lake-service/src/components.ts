import { CommandFailure, SERVICE_COMPONENTS } from '@assay/cli';
import type { ServiceConfig } from './config.js';

/** A part of the service that can run in a process of its own. */
export type Component = (typeof SERVICE_COMPONENTS)[number];

/** What this process does, by `COMPONENTS`. The embedded log has one owner, which does it all. */
export function componentsOf({
  COMPONENTS,
  NATS_URL,
}: Pick<ServiceConfig['values'], 'COMPONENTS' | 'NATS_URL'>): ReadonlySet<Component> {
  const named = COMPONENTS.split(',');
  const chosen = SERVICE_COMPONENTS.filter((component) => named.includes(component));
  if (NATS_URL === undefined && !named.includes('bronze')) {
    throw new CommandFailure(
      'BAD_CONFIG',
      `COMPONENTS: expected bronze among them, as only this process can store the embedded log, was ${COMPONENTS}`,
      { next: 'add bronze, or set NATS_URL to split the service over processes' },
    );
  }
  return new Set(chosen);
}
