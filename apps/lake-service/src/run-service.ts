import type { CommandContext } from '@assay/cli';
import type { Logger } from '@assay/telemetry';
import { explain } from './explain.js';
import { showStatus } from './live-status.js';
import type { LakeService } from './service.js';
import type { ServiceStatus } from './service-parts.js';

/** What running needs. */
export interface RunParts {
  readonly context: CommandContext;
  readonly logger: Logger;
  readonly service: LakeService;
  /** Resolves when the service is asked to end. */
  readonly asked: Promise<void>;
}

/**
 * Runs the service until it is asked to end or cannot go on, then stops it: everything the log holds is
 * committed, or the error says why not. Gives where it stood in the end.
 */
export async function runService(
  { context, logger, service, asked }: RunParts,
  banner: () => string,
): Promise<ServiceStatus | undefined> {
  const ended = new AbortController();
  try {
    await service.start();
    context.say(banner());
    context.say('Lake service running. Press Ctrl+C to stop.');
    if (!context.interactive) {
      // For collectors of log lines; a person has the banner.
      logger.info('lake service running', { url: service.url, pid: process.pid });
    }
    const showing = showStatus(context, service, logger, ended.signal);
    await Promise.race([asked, service.failed, showing]);
  } catch (error) {
    ended.abort();
    context.status(undefined);
    await service.abandon(error);
    throw explain(error);
  }
  ended.abort();
  context.status(undefined);
  try {
    await service.stop();
  } catch (error) {
    throw explain(error);
  }
  return service.status();
}
