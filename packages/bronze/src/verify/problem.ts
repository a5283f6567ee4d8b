/**
 * What can be wrong with a lake, and what a person does about it. Each names one object: the key that is
 * damaged, missing or too many.
 */
export const PROBLEM_KINDS = {
  'entry-missing': 'put the entry back from a copy of the lake',
  'entry-unreadable': 'put the entry back from a copy of the lake, or read it with a later release',
  'entry-altered': 'put the entry back from a copy of the lake: its bytes are not what was written',
  'entry-differs':
    'the segment holds the same entry otherwise: remove neither, compare with a copy',
  'segment-altered':
    'put the segment back from a copy of the lake: its bytes are not what was written',
  'foreign-object': 'find out who wrote it, then move it out of the lake',
  protocol: 'no correct writer makes this entry: put the log back from a copy of the lake',
  coverage: 'the entry does not account for its range: put the log back from a copy of the lake',
  'file-missing': 'put the file back from a copy of the lake',
  'file-altered': 'put the file back from a copy of the lake: its bytes are not what was committed',
  'file-unreadable': 'put the file back from a copy of the lake',
  'file-content': 'the file and its commit disagree: compare both with a copy of the lake',
  positions: 'rows are missing or stored twice: compare commit and files with a copy of the lake',
  'log-stored-twice':
    'two shards stored one log, each event is there twice: keep one, leave the other out of the lake',
  'orphan-file': 'nothing committed it: move it out of the lake, for plain readers count its rows',
  'foreign-file':
    'its name was given up for good: move it out of the lake (keep it, to find its writer)',
  'retired-file':
    'retention deleted it, and it is there (again): move it out, for plain readers count its rows',
  'sealed-unreadable': 'make the place that the seal names readable, or verify there',
  'message-differs':
    'the log holds another message there than was stored: see that it is the right log',
  'message-not-stored':
    'the log holds messages that nothing stored: publish them again, the lake reads on at its end',
  'row-differs': 'what is stored is not what the message says: keep both, and report it',
  'not-extended': 'this lake is not the one that was certified, grown: compare it with a copy',
} as const;

export type ProblemKind = keyof typeof PROBLEM_KINDS;

/** One thing that is wrong, and where. */
export interface VerifyProblem {
  readonly kind: ProblemKind;
  /** Exact key in the lake. */
  readonly object: string;
  readonly expected: string;
  readonly was: string;
  /** What a person can do. */
  readonly next: string;
}

/** What is no problem, and yet worth knowing. */
export const NOTE_KINDS = {
  'open-intent': 'a batch is being published, or its writer died: the next one finishes it',
  'closed-name': 'a name of an unfinished batch, closed for good by a file without rows',
  moved: 'shards that were moved as a whole: the lake goes on there, set DATA_ROOT to it',
  'no-rows': 'dates asked for that no file lies in: nothing was opened for them',
  sealed: 'files that live elsewhere now',
  'sealed-here': 'files that live elsewhere and are here as well: not deleted, or put back',
  'sealed-not-read': 'files that live elsewhere, at a place that was not given: not looked at',
  retired: 'files that retention deleted, on a certificate',
  uncertified:
    'deletions whose certificate is not in the lake, or was changed: nothing vouches for them',
  staging: 'objects of writers at work, or left behind: no part of the data',
  'unknown-dataset':
    'files of a dataset that this release does not know: order and values not checked',
  'not-provable': 'messages taken out of the middle of a filtered stream cannot be noticed',
  'other-decoder':
    'stored by another decoder than this release has, which reads some messages otherwise: not judged',
  'maybe-twice':
    'messages that may be in two epochs: nothing tells where exactly the log began to differ',
  'given-up': 'messages that were declared lost with the log, which it holds again: not stored',
  'not-retained': 'messages that the log no longer holds: not compared',
} as const;

export type NoteKind = keyof typeof NOTE_KINDS;

/** So many objects (or messages) of a kind; `object` is one of them. */
export interface VerifyNote {
  readonly kind: NoteKind;
  readonly count: number;
  readonly object: string;
  readonly meaning: string;
}

/** Collects what verification finds. */
export class Findings {
  readonly problems: VerifyProblem[] = [];
  private readonly noted = new Map<NoteKind, { count: number; readonly object: string }>();

  problem(kind: ProblemKind, object: string, expected: string, was: string): void {
    this.problems.push({ kind, object, expected, was, next: PROBLEM_KINDS[kind] });
  }

  note(kind: NoteKind, object: string, count = 1): void {
    const known = this.noted.get(kind);
    if (known === undefined) {
      this.noted.set(kind, { count, object });
    } else {
      known.count += count;
    }
  }

  get notes(): VerifyNote[] {
    return [...this.noted].map(([kind, note]) => ({ kind, ...note, meaning: NOTE_KINDS[kind] }));
  }

  /** Problems by object, then kind: the same lake gives the same list, whatever the lanes did. */
  sorted(): VerifyProblem[] {
    const name = ({ object, kind, expected, was }: VerifyProblem) =>
      [object, kind, expected, was].join('\0');
    return this.problems.toSorted((one, other) => (name(one) < name(other) ? -1 : 1));
  }
}
