import { SHARD_SEALS, type RetireEntry, type SealEntry } from '@assay/schemas';
import { LedgerError } from '../errors.js';
import { head } from '../protocol/compose-entry.js';
import { sealed } from '../protocol/standing.js';
import type { LedgerFold } from '../read/ledger-fold.js';
import type { LedgerPlace } from '../read/read-entries.js';
import { addEntry } from './add-entry.js';

/** A committed file, as its commit lists it. */
export interface ListedFile {
  readonly key: string;
  readonly sha256: string;
}

/** What to seal. */
export interface SealRequest {
  /** Random identity of whoever seals. */
  readonly writer: string;
  /** `archived`: the listed files. `moved`, `followed`: the whole shard, whatever files are listed. */
  readonly reason: 'archived' | 'moved' | 'followed';
  /** Where to read on: a lake's URI, or the shard that follows. */
  readonly place: string;
  readonly files: readonly ListedFile[];
  /** The last entry that the sealer knows: the shard is not sealed when there are more by now. */
  readonly after?: number;
}

/** What a retirement says. */
export interface Retirement {
  readonly writer: string;
  /** Days that retention deletes, `YYYY-MM-DD`. */
  readonly dates: readonly string[];
  /** SHA-256 of the certificate that the deletion rests on. */
  readonly certificateSha256: string;
}

/** What to retire. */
export interface RetireRequest extends Retirement {
  readonly files: readonly ListedFile[];
}

/** What to retire, as the log stands right before the entry: nothing can be committed in between. */
export interface ChosenRetireRequest extends Retirement {
  /** Files of the log given; none: no entry is added. May be asked again, with the log as it is then. */
  readonly choose: (fold: LedgerFold) => readonly ListedFile[];
}

/**
 * Adds to a shard's log that committed files live elsewhere now. Any process may: the shard's owner reads
 * it and goes on, unless the whole shard is sealed; then it ends with `SEALED`, as does every writer that
 * comes later. Rejects with `REFUSED` where a file is not committed as listed, where a whole shard has an
 * unfinished batch, or where the log has grown beyond `after`, and with `SEALED` where it was moved away.
 */
export function sealFiles(place: LedgerPlace, request: SealRequest): Promise<SealEntry> {
  const { writer, reason, after, files } = request;
  return addEntry(place, (fold) => {
    const { state } = fold;
    if (reason === 'followed' && state.seal !== undefined) {
      throw sealed(state);
    }
    if (after !== undefined && state.head !== after) {
      throw refused(place, `a log that ends with entry ${after}`, `one with ${state.head}`);
    }
    if (SHARD_SEALS.includes(reason) && state.openIntent !== undefined) {
      throw refused(place, 'a shard without an unfinished batch', 'one with a batch begun');
    }
    assertCommitted(place, fold, files);
    return {
      ...head(state, 'seal'),
      writer,
      fence: state.fence,
      reason,
      place: request.place,
      files: listed(files),
    };
  });
}

/** Adds to a shard's log that retention deletes committed files. Any process may; see `sealFiles`. */
export function retireFiles(place: LedgerPlace, request: RetireRequest): Promise<RetireEntry> {
  return addEntry(place, (fold) => retirement(place, fold, request, request.files));
}

/** The same for files that are chosen from the log itself. Undefined where there were none to retire. */
export function retireChosen(
  place: LedgerPlace,
  request: ChosenRetireRequest,
): Promise<RetireEntry | undefined> {
  return addEntry(place, (fold) => {
    const files = request.choose(fold);
    return files.length === 0 ? undefined : retirement(place, fold, request, files);
  });
}

function retirement(
  place: LedgerPlace,
  fold: LedgerFold,
  { writer, dates, certificateSha256 }: Retirement,
  files: readonly ListedFile[],
): RetireEntry {
  assertCommitted(place, fold, files);
  return {
    ...head(fold.state, 'retire'),
    writer,
    fence: fold.state.fence,
    dates: [...dates],
    certificate_sha256: certificateSha256,
    files: listed(files),
  };
}

function listed(files: readonly ListedFile[]): ListedFile[] {
  return files.map(({ key, sha256 }) => ({ key, sha256 }));
}

function assertCommitted(
  place: LedgerPlace,
  { files, deadLetterFiles }: LedgerFold,
  wanted: readonly ListedFile[],
): void {
  const known = new Map([...files, ...deadLetterFiles].map(({ key, sha256 }) => [key, sha256]));
  for (const { key, sha256 } of wanted) {
    if (known.get(key) !== sha256) {
      throw refused(
        place,
        `${key} to be committed with SHA-256 ${sha256}`,
        known.get(key) ?? 'not committed',
      );
    }
  }
}

function refused({ tier, shard }: LedgerPlace, expected: string, was: string): LedgerError {
  return new LedgerError('REFUSED', `ledger ${tier}/${shard}: expected ${expected}, was ${was}`);
}
