import type { IntendedFile, IntentEntry } from '@assay/schemas';
import type { BuiltBatch, StagedFile } from '../batch.js';
import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { FoundFile } from './action.js';
import { coverageProblem } from './coverage.js';

/**
 * Why a rebuilt batch cannot stand for the intent it was rebuilt from; undefined when it can. Bytes may
 * differ (another release of the Parquet writer), names, rows and positions may not.
 */
export function recoveryProblem(
  state: LedgerState,
  intent: IntentEntry,
  rebuilt: BuiltBatch,
): LedgerError | undefined {
  const { from, to } = intent.range;
  const what = `ledger ${state.tier}/${state.shard}, unfinished messages ${from} to ${to}`;
  if (rebuilt.from !== from || rebuilt.to !== to || rebuilt.delivered !== intent.messages) {
    return new LedgerError(
      'LOG_CHANGED',
      `${what}: expected ${intent.messages} messages from the log, was ${rebuilt.delivered} of ` +
        `${rebuilt.from} to ${rebuilt.to}: bring back the log that still holds them`,
    );
  }
  const coverage = coverageProblem(state, rebuilt);
  if (coverage !== undefined) {
    return new LedgerError('COVERAGE', `${what}: ${coverage}`);
  }
  const difference = fileDifference(intent.files, rebuilt.files);
  return difference === undefined && rebuilt.events === intent.events
    ? undefined
    : new LedgerError(
        'DECODER_CHANGED',
        `${what}: ${difference ?? `expected ${intent.events} events, was ${rebuilt.events}`}: ` +
          `finish them with the release that began them (decoder ${intent.decode_fingerprint}, ` +
          `this one has ${rebuilt.decodeFingerprint})`,
      );
}

function fileDifference(
  intended: readonly IntendedFile[],
  rebuilt: readonly StagedFile[],
): string | undefined {
  const byKey = new Map(intended.map((file) => [file.key, file]));
  for (const file of rebuilt) {
    const planned = byKey.get(file.key);
    if (planned?.rows !== file.rows || planned.position_digest !== file.positionDigest) {
      return `expected ${planned?.rows ?? 'no'} rows of the same positions in ${file.key}, was ${file.rows}`;
    }
  }
  return byKey.size === rebuilt.length
    ? undefined
    : `expected ${byKey.size} files, was ${rebuilt.length}`;
}

/**
 * Whether a file of the lake is the one that was meant: the same bytes as built now or as intended
 * then, or the same number of rows from the same positions.
 */
export function isIntendedFile(
  found: FoundFile,
  file: StagedFile,
  intended: IntendedFile,
): boolean {
  if (found.sha256 === file.sha256 || found.sha256 === intended.sha256) {
    return true;
  }
  const { content } = found;
  return content?.rows === file.rows && content.positionDigest === file.positionDigest;
}
