import { nullLogger } from '@assay/telemetry';
import { openWalFolder } from '@assay/wal';
import { createEmbeddedEventLog } from './embedded-event-log.js';
import { streamOf } from './subjects.js';
import { toBusError } from './wal-errors.js';
/**
 * Opens the event log that needs no server. Rejects with a `BusError`: `LOCKED` when another process
 * owns the folder (its message names `--take-over`), `CORRUPT`, or `UNAVAILABLE`.
 */
export async function openEmbeddedLog(options) {
  const folder = await openFolder(options);
  const shared = { created: folder.id, logger: options.logger ?? nullLogger };
  const logs = {
    market: createEmbeddedEventLog('market', folder.sequence('market'), shared),
    levels: createEmbeddedEventLog('levels', folder.sequence('levels'), shared),
  };
  const close = async () => {
    try {
      await folder.close();
    } catch (error) {
      throw toBusError(error);
    }
  };
  return {
    root: folder.root,
    ...logs,
    logOf: (subject) => logs[streamOf(subject)],
    append: async (message) => logs[streamOf(message.subject)].append(message),
    close,
    [Symbol.asyncDispose]: close,
  };
}
async function openFolder(options) {
  try {
    return await openWalFolder({ ...options, sequences: ['market', 'levels'] });
  } catch (error) {
    throw toBusError(error);
  }
}
//# sourceMappingURL=embedded-log.js.map
