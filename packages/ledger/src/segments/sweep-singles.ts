import {
  ledgerEntryKey,
  ledgerEntryNumber,
  ledgerLogFolder,
  reviveLedgerEntry,
  type LedgerSegment,
} from '@assay/schemas';
import type { Logger } from '@assay/telemetry';
import type { LedgerPlace } from '../read/read-entries.js';
import { inLanes } from '../session/in-lanes.js';
import { mayComeFromAnyone } from './create-entry.js';

const LANES = 8;

/**
 * Removes the single files of entries that a segment holds, but for the kinds that anyone may add. A file
 * of another size than the segment's line is left for a person to look at.
 */
export async function sweepSingles(
  place: LedgerPlace & { readonly logger: Logger; readonly signal?: AbortSignal },
  segment: LedgerSegment,
): Promise<void> {
  const { store, tier, shard, logger, signal } = place;
  const { from, to } = segment.header;
  const keys: string[] = [];
  for await (const { key, bytes } of store.list(ledgerLogFolder(tier, shard), {
    after: ledgerEntryKey(tier, shard, from - 1),
  })) {
    const number = ledgerEntryNumber(tier, shard, key);
    if (number === undefined || number > to) {
      break;
    }
    const line = segment.lines[number - from];
    const entry = reviveLedgerEntry(Buffer.from(line).toString('utf8'));
    if (entry === undefined || mayComeFromAnyone(entry.kind)) {
      continue;
    }
    if (bytes === line.length) {
      keys.push(key);
    } else {
      logger.warn('a single entry is not what its segment holds: it is left for you to look at', {
        key,
        expectedBytes: line.length,
        bytes,
      });
    }
  }
  const removeUnlessAborted = (key: string) => async () => {
    if (signal?.aborted !== true) {
      await store.remove(key);
    }
  };
  await inLanes(LANES, keys.map(removeUnlessAborted));
}
