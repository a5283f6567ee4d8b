import type { IntendedFile } from '@assay/schemas';
import type { StagedFile } from '../batch.js';
import { LedgerError } from '../errors.js';
import type { Observation } from './action.js';
import { composeCommit, fileRecord } from './compose-entry.js';
import type { Publication, Step, WriterMemory } from './memory.js';
import { isIntendedFile } from './recovery.js';
import { create, shardName, unexpected, type Decision } from './steps.js';
import { suspect } from './suspicion.js';

/** Publish the next file of the open intent; commit when all are in the lake. */
export function publishNext(memory: WriterMemory, publication: Publication): Decision {
  const { batch, stored } = publication;
  if (stored.length === batch.files.length) {
    return commit(memory, publication);
  }
  const file = batch.files[stored.length];
  const step = { at: 'publishing', batch, stored } as const;
  return { memory: { ...memory, step }, action: { kind: 'publish', file } };
}

/** Look whether the next file is in the lake already; commit when all are. */
export function inspectNext(memory: WriterMemory, publication: Publication): Decision {
  const { batch, stored } = publication;
  if (stored.length === batch.files.length) {
    return commit(memory, publication);
  }
  const { file, intended } = current(memory, publication);
  const step = { at: 'inspecting', batch, stored } as const;
  return { memory: { ...memory, step }, action: { kind: 'inspect', file, intended } };
}

type PublicationStep = Extract<Step, { readonly stored: unknown }>;

export function afterPublicationStep(
  memory: WriterMemory,
  step: PublicationStep,
  seen: Observation,
): Decision {
  const { batch, stored } = step;
  const publication = { batch, stored };
  const { file, intended } = current(memory, publication);
  if (step.at === 'publishing') {
    if (seen.kind === 'created') {
      return publishNext(memory, { batch, stored: [...stored, fileRecord(file, file)] });
    }
    return seen.kind === 'exists' || seen.kind === 'undecided'
      ? inspectNext(memory, publication)
      : unexpected(memory, seen);
  }
  if (step.at === 'inspecting' && seen.kind === 'file') {
    const { found } = seen;
    if (found === undefined) {
      return publishNext(memory, publication);
    }
    return isIntendedFile(found, file, intended)
      ? afterAdopting(memory, { batch, stored: [...stored, fileRecord(file, found)] })
      : suspect(memory, foreign(memory, file));
  }
  return unexpected(memory, seen);
}

/** A recovery looks before it publishes, since most of its files may be there; a new batch does not. */
function afterAdopting(memory: WriterMemory, publication: Publication): Decision {
  return publication.batch.closeReason === 'recovery'
    ? inspectNext(memory, publication)
    : publishNext(memory, publication);
}

function foreign(memory: WriterMemory, file: StagedFile): LedgerError {
  return new LedgerError(
    'FOREIGN_FILE',
    `${shardName(memory)}: expected ${file.rows} rows with SHA-256 ${file.sha256} in ` +
      `${file.key}, was another file: move it away and start again`,
  );
}

function commit(memory: WriterMemory, { batch, stored }: Publication): Decision {
  const { ledger, writer } = memory;
  if (ledger.epoch === undefined) {
    throw new TypeError('expected an epoch before the first commit, was none');
  }
  return create(memory, composeCommit(ledger, writer, ledger.epoch, batch, stored));
}

function current(
  memory: WriterMemory,
  { batch, stored }: Publication,
): { readonly file: StagedFile; readonly intended: IntendedFile } {
  const file = batch.files[stored.length];
  const intended = memory.ledger.openIntent?.files.find(({ key }) => key === file.key);
  if (intended === undefined) {
    throw new TypeError(`expected ${file.key} in the open intent, was none`);
  }
  return { file, intended };
}
