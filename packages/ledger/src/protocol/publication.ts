import type { FileRecord, IntendedFile } from '@assay/schemas';
import type { StagedFile } from '../batch.js';
import { LedgerError } from '../errors.js';
import type { AnnouncedFile, FoundFile, Observation } from './action.js';
import { composeCommit, fileRecord } from './compose-entry.js';
import type { Publication, Step, WriterMemory } from './memory.js';
import { create, shardName, unexpected, type Decision } from './steps.js';
import { suspect } from './suspicion.js';

/** Publish the files of the open intent that are not in the lake; commit when all are. */
export function publishMissing(memory: WriterMemory, publication: Publication): Decision {
  const files = missingFiles(publication);
  if (files.length === 0) {
    return commit(memory, publication);
  }
  const step = { at: 'publishing', ...publication } as const;
  return { memory: { ...memory, step }, action: { kind: 'publish', files } };
}

/** Look which of the missing files are in the lake after all; commit when none is missing. */
export function inspectMissing(memory: WriterMemory, publication: Publication): Decision {
  const files = announced(memory, missingFiles(publication));
  if (files.length === 0) {
    return commit(memory, publication);
  }
  const step = { at: 'inspecting', ...publication } as const;
  return { memory: { ...memory, step }, action: { kind: 'inspect', files } };
}

type PublicationStep = Extract<Step, { readonly stored: unknown }>;

export function afterPublicationStep(
  memory: WriterMemory,
  { at, batch, stored }: PublicationStep,
  seen: Observation,
): Decision {
  const files = missingFiles({ batch, stored });
  if (at === 'publishing' && seen.kind === 'published') {
    const created = files.filter((_, index) => seen.results[index] === 'created');
    const records = created.map((file) => fileRecord(file, file));
    // Where someone was first, or nobody knows, what is there decides.
    return inspectMissing(memory, { batch, stored: [...stored, ...records] });
  }
  if (at !== 'inspecting' || seen.kind !== 'files') {
    return unexpected(memory, seen);
  }
  const adopted: FileRecord[] = [];
  for (const [index, { file, intended }] of announced(memory, files).entries()) {
    const found = seen.found[index];
    if (found?.content?.rows === 0) {
      // Somebody closed this name: the intent cannot be finished as it was announced.
      return suspect(memory, 'survey');
    }
    if (found !== undefined && !isIntendedFile(found, file, intended)) {
      return suspect(memory, foreign(memory, file));
    }
    if (found !== undefined) {
      adopted.push(fileRecord(file, found));
    }
  }
  return publishMissing(memory, { batch, stored: [...stored, ...adopted] });
}

function foreign(memory: WriterMemory, file: StagedFile): LedgerError {
  return new LedgerError(
    'FOREIGN_FILE',
    `${shardName(memory)}: expected ${file.rows} rows with SHA-256 ${file.sha256} in ` +
      `${file.key}, was another file: move it away and start again`,
  );
}

/** A commit lists its files in the batch's order, whichever was there first. */
function commit(memory: WriterMemory, { batch, stored }: Publication): Decision {
  const { ledger, writer } = memory;
  if (ledger.epoch === undefined) {
    throw new TypeError('expected an epoch before the first commit, was none');
  }
  const places = new Map(batch.files.map(({ key }, place) => [key, place]));
  const placeOf = ({ key }: FileRecord) => places.get(key) ?? -1;
  const files = stored.toSorted((one, other) => placeOf(one) - placeOf(other));
  return create(memory, composeCommit(ledger, writer, ledger.epoch, batch, files));
}

function missingFiles({ batch, stored }: Publication): readonly StagedFile[] {
  const keys = new Set(stored.map(({ key }) => key));
  return batch.files.filter(({ key }) => !keys.has(key));
}

function announced(memory: WriterMemory, files: readonly StagedFile[]): readonly AnnouncedFile[] {
  const byKey = new Map(memory.ledger.openIntent?.files.map((file) => [file.key, file]));
  return files.map((file) => {
    const intended = byKey.get(file.key);
    if (intended === undefined) {
      throw new TypeError(`expected ${file.key} in the open intent, was none`);
    }
    return { file, intended };
  });
}

/**
 * Whether a file of the lake is the one that was meant: the same bytes as built now or as intended
 * then, or the same number of rows from the same positions.
 */
function isIntendedFile(found: FoundFile, file: StagedFile, intended: IntendedFile): boolean {
  if (found.sha256 === file.sha256 || found.sha256 === intended.sha256) {
    return true;
  }
  const { content } = found;
  return content?.rows === file.rows && content.positionDigest === file.positionDigest;
}
