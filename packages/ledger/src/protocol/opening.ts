import type { IntentEntry, LedgerTier } from '@assay/schemas';
import type { BuiltBatch } from '../batch.js';
import { applyEntry, type LoggedEntry } from '../state/apply-entry.js';
import { emptyLedger } from '../state/ledger-state.js';
import type { UnfinishedBatch } from './action.js';
import { composeClaim, composeEpoch } from './compose-entry.js';
import { fenced } from './fenced.js';
import { judgeLineage } from './lineage.js';
import type { WriterMemory } from './memory.js';
import { inspectMissing } from './publication.js';
import { recoveryProblem } from './recovery.js';
import { create, stop, type Decision } from './steps.js';
import { suspect } from './suspicion.js';

/** The first decision of a new writer. */
export function begin(tier: LedgerTier, shard: string, writer: string): Decision {
  const memory: WriterMemory = {
    writer,
    ledger: emptyLedger(tier, shard),
    source: undefined,
    step: { at: 'reading', fence: undefined },
  };
  return readOn(memory, undefined);
}

/** Read what was added after the head. `fence`: the one seen at first, if any was. */
export function readOn(memory: WriterMemory, fence: number | undefined): Decision {
  return {
    memory: { ...memory, source: undefined, step: { at: 'reading', fence } },
    action: { kind: 'read-entries', after: memory.ledger.head },
  };
}

/**
 * With the log read to its head, the event log is asked: only now, so that it cannot seem to lack what
 * another writer committed meanwhile. A claim that appeared since the first reading ends this writer,
 * or two that start together would fence each other for ever.
 */
export function afterReading(
  memory: WriterMemory,
  fence: number | undefined,
  entries: readonly LoggedEntry[],
): Decision {
  const ledger = entries.reduce(applyEntry, memory.ledger);
  if (fence !== undefined && ledger.fence !== fence) {
    return stop(memory, fenced(memory, `writer ${ledger.owner ?? '?'} claimed it first`));
  }
  const step = { at: 'observing' } as const;
  return { memory: { ...memory, ledger, step }, action: { kind: 'observe-source' } };
}

/** Claims the shard, unless the event log forbids to go on: then the present owner is left alone. */
export function afterObserving(memory: WriterMemory): Decision {
  const { ledger, source, writer } = memory;
  const lineage = source === undefined ? undefined : judgeLineage(ledger, source);
  return lineage?.verdict === 'refuse'
    ? stop(memory, lineage.error)
    : create(memory, composeClaim(ledger, writer));
}

/** The shard is claimed: begin a new epoch where the event log is a new one. */
export function afterClaim(memory: WriterMemory): Decision {
  const { ledger, source, writer } = memory;
  if (source === undefined) {
    throw new TypeError('expected the event log to be observed before the claim, was not');
  }
  const lineage = judgeLineage(ledger, source);
  return lineage.verdict === 'new'
    ? create(memory, composeEpoch(ledger, writer, source, lineage))
    : settle(memory);
}

/** Finish an open intent first; else wait for the first batch. */
export function settle(memory: WriterMemory): Decision {
  const { openIntent } = memory.ledger;
  return openIntent === undefined
    ? {
        memory: { ...memory, step: { at: 'ready' } },
        action: { kind: 'await-batch', committed: undefined },
      }
    : {
        memory: { ...memory, step: { at: 'rebuilding' } },
        action: { kind: 'rebuild', unfinished: unfinishedBatch(openIntent) },
      };
}

/** The batch of the open intent is built anew: look which of its files are in the lake already. */
export function afterRebuilding(memory: WriterMemory, batch: BuiltBatch): Decision {
  const { ledger } = memory;
  const intent = ledger.openIntent;
  const problem = intent === undefined ? undefined : recoveryProblem(ledger, intent, batch);
  return problem === undefined
    ? inspectMissing(memory, { batch, stored: [] })
    : suspect(memory, problem);
}

function unfinishedBatch(intent: IntentEntry): UnfinishedBatch {
  return {
    from: intent.range.from,
    to: intent.range.to,
    epoch: intent.epoch,
    events: intent.events,
    messages: intent.messages,
    decodeFingerprint: intent.decode_fingerprint,
    files: intent.files,
    closeReason: 'recovery',
  };
}
