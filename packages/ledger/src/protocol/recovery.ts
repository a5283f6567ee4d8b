import type { IntendedFile, IntentEntry } from '@assay/schemas';
import type { BuiltBatch, StagedFile } from '../batch.js';
import { LedgerError } from '../errors.js';
import type { LedgerState } from '../state/ledger-state.js';
import type { Observation, UnfinishedBatch } from './action.js';
import { combine } from './combine.js';
import { coverageProblem } from './coverage.js';
import { checksOf, isGivenUp, storedChecks } from './message-checks.js';
import { keptFiles } from './kept-files.js';
import { NOTHING_KEPT, type KeptFiles, type WriterMemory } from './memory.js';
import { inspectMissing } from './publication.js';
import { shardName, unexpected, type Decision } from './steps.js';
import { suspect } from './suspicion.js';

/** Finish the open intent as it was announced. What it adopted is opened first: the rest leaves it out. */
export function beginRecovery(memory: WriterMemory, intent: IntentEntry): Decision {
  const keys = (intent.adopted ?? []).map(({ key }) => key);
  return keys.length === 0
    ? rebuild(memory, intent, { ...NOTHING_KEPT, closed: intent.closed_keys ?? [] })
    : {
        memory: { ...memory, step: { at: 'reviewing' } },
        action: { kind: 'examine', keys },
      };
}

export function afterReviewing(memory: WriterMemory, seen: Observation): Decision {
  const intent = memory.ledger.openIntent;
  if (seen.kind !== 'examined' || intent === undefined) {
    return unexpected(memory, seen);
  }
  const kept = keptFiles(memory.ledger, intent, intent.adopted ?? [], seen.found);
  return kept instanceof LedgerError
    ? suspect(memory, kept)
    : rebuild(memory, intent, { ...kept, closed: intent.closed_keys ?? [] });
}

function rebuild(memory: WriterMemory, intent: IntentEntry, kept: KeptFiles): Decision {
  const unfinished = unfinishedBatch(memory.ledger, intent, kept, {
    to: intent.range.to,
    recoveryFence: intent.replaces === null ? undefined : intent.fence,
  });
  return {
    memory: { ...memory, step: { at: 'rebuilding', kept } },
    action: { kind: 'rebuild', unfinished },
  };
}

/** What is to be built of the open intent's range, up to `to`, beside the files that stay. */
export function unfinishedBatch(
  { epoch }: LedgerState,
  intent: IntentEntry,
  kept: KeptFiles,
  { to, recoveryFence }: { readonly to: bigint; readonly recoveryFence: number | undefined },
): UnfinishedBatch {
  return {
    from: intent.range.from,
    to,
    epoch: intent.epoch,
    created: epoch?.created ?? '',
    events: intent.events,
    messages: intent.messages,
    decodeFingerprint: intent.decode_fingerprint,
    files: intent.files,
    closeReason: 'recovery',
    ...(kept.positions.size === 0 ? {} : { exclude: kept.positions }),
    ...(recoveryFence === undefined ? {} : { recoveryFence }),
    ...(intent.derivation === undefined ? {} : { derivation: intent.derivation }),
  };
}

/**
 * The batch of the open intent is built anew. The same files as announced: look which are in the lake.
 * Others (another decoder), or a log that lost messages: keep what is there and complete it.
 */
export function afterRebuilding(
  memory: WriterMemory,
  kept: KeptFiles,
  rebuilt: BuiltBatch,
): Decision {
  const intent = memory.ledger.openIntent;
  if (intent === undefined) {
    throw new TypeError('expected an open intent to be rebuilt, was none');
  }
  const problem = readingProblem(memory, intent, rebuilt, intent.range.to);
  if (problem !== undefined) {
    return suspect(memory, problem);
  }
  const batch = combine(intent, kept, rebuilt);
  const coverage = coverageProblem(memory.ledger, batch, kept.adopted);
  if (coverage !== undefined) {
    return suspect(memory, new LedgerError('COVERAGE', `${shardName(memory)}: ${coverage}`));
  }
  return isAsAnnounced(intent, batch)
    ? inspectMissing(memory, { batch, stored: [] })
    : suspect(memory, 'survey');
}

/** Why what was read from the log is not what the intent announced up to `to`; undefined when it is. */
export function readingProblem(
  memory: WriterMemory,
  intent: IntentEntry,
  rebuilt: BuiltBatch,
  to: bigint,
): LedgerError | undefined {
  const { from } = intent.range;
  const what = `${shardName(memory)}, unfinished messages ${from} to ${intent.range.to}`;
  if (rebuilt.from !== from || rebuilt.to !== to) {
    return new LedgerError(
      'LOG_CHANGED',
      `${what}: expected messages ${from} to ${to} from the log, was ${rebuilt.from} to ` +
        `${rebuilt.to}: start again`,
      { retryable: true },
    );
  }
  const other = firstOther(intent, rebuilt);
  return other === undefined
    ? undefined
    : new LedgerError(
        'LINEAGE_CHANGED',
        `${what}: expected message ${other} as it was announced, was another: the log lost its tail ` +
          'meanwhile, start again',
        { retryable: true },
      );
}

/**
 * The first message that was read and not announced so; what was a hole stays one in the same log. One that
 * was given up as lost may be there again: its gap is declared all the same.
 */
function firstOther(intent: IntentEntry, rebuilt: BuiltBatch): bigint | undefined {
  const announced = storedChecks([intent]);
  const read = checksOf(rebuilt);
  if (announced === undefined || read === undefined) {
    return undefined;
  }
  const checks = new Map(announced.map(({ sequence, check }) => [sequence, check]));
  const isOther = ([sequence, check]: readonly [bigint, number]): boolean =>
    checks.get(sequence) !== check && !isGivenUp(intent, sequence);
  return [...read].find(isOther)?.[0];
}

/** Bytes may differ (another release of the Parquet writer); names, rows and positions may not. */
function isAsAnnounced(intent: IntentEntry, batch: BuiltBatch): boolean {
  const byKey = new Map(intent.files.map((file) => [file.key, file]));
  return (
    batch.delivered === intent.messages &&
    batch.events === intent.events &&
    batch.eventsLost === intent.events_lost &&
    byKey.size === batch.files.length &&
    batch.files.every((file) => isSamePlan(byKey.get(file.key), file))
  );
}

function isSamePlan(planned: IntendedFile | undefined, file: StagedFile): boolean {
  return planned?.rows === file.rows && planned.position_digest === file.positionDigest;
}
