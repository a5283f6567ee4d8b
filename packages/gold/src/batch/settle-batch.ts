import type { LogMessage } from '@assay/bus';
import { OrdinalRanges, type Gap, type MessageMark, type RunProgress } from '@assay/ledger';
import { readMessageRun, RowMembers } from '@assay/query';
import {
  parseDeadLetterId,
  positionOf,
  REPLAY_OF_HEADER,
  replayRun,
  type DeadLetter,
} from '@assay/schemas';
import { emptyRows, RowsByPlace, type FileRows, type PlaceRows } from '../files/file-rows.js';
import type { DecodedEvent } from './decode-message.js';
import type { KnownRows, RowsPlace } from './known-rows.js';
import type { BatchMessage, MessageBatch } from './message-batch.js';
import { keyOfLine } from './row-key.js';

/** A batch with what is stored of it: every event is a row, a dead letter or a repeat. */
export interface SettledBatch {
  readonly from: bigint;
  readonly to: bigint;
  readonly delivered: number;
  readonly rows: number;
  readonly deadLetters: FileRows;
  readonly places: readonly PlaceRows[];
  /** Missing from the log, or left out as a whole; ascending. */
  readonly gaps: readonly Gap[];
  readonly last: MessageMark | undefined;
  readonly runs: readonly RunProgress[];
  /** Keys of its rows, by place. */
  readonly keys: ReadonlyMap<RowsPlace, ReadonlySet<string>>;
  readonly repeats: number;
  readonly extraFields: number;
  /** Dead letters by reason. */
  readonly reasons: ReadonlyMap<string, number>;
}

/**
 * Lays a batch out by file. Of rows with one key the first is kept; the others, and those whose key the
 * shard has stored already, are repeats. A message of which nothing is kept is left out as a gap.
 *
 * @param exclude positions that are stored already, by an unfinished batch
 */
export async function settleBatch(
  batch: MessageBatch,
  known: KnownRows,
  exclude: ReadonlySet<bigint> = new Set(),
): Promise<SettledBatch> {
  const layout = new Layout(exclude);
  const stored = await storedKeys(batch, known, layout);
  const leftOut: Gap[] = [];
  let delivered = 0;
  let extraFields = 0;
  for (const entry of batch.messages) {
    const { sequence } = entry.message;
    const reason = entry.skipped ?? (layout.add(entry, stored) ? undefined : 'repeat');
    extraFields += entry.extraFields;
    if (reason === undefined) {
      delivered += 1;
    } else {
      leftOut.push({ from: sequence, to: sequence, reason });
    }
  }
  return {
    ...{ from: batch.from, to: batch.to, delivered, extraFields },
    ...{ rows: layout.rows, deadLetters: layout.letters, places: layout.filled },
    gaps: joined([...batch.gaps, ...leftOut]),
    last: batch.lastMessage(),
    runs: layout.runProgress(),
    keys: layout.keys,
    ...{ repeats: layout.repeats, reasons: layout.reasons },
  };
}

async function storedKeys(
  batch: MessageBatch,
  known: KnownRows,
  layout: Layout,
): Promise<ReadonlyMap<PlaceRows, ReadonlySet<string>>> {
  const stored = new Map<PlaceRows, ReadonlySet<string>>();
  for (const { place } of batch.messages.flatMap(({ events }) => events)) {
    const rows = place === undefined ? undefined : layout.placeOf(place);
    if (rows !== undefined && !stored.has(rows)) {
      stored.set(rows, await known.at(rows));
    }
  }
  return stored;
}

class Layout {
  readonly byPlace = new RowsByPlace();
  readonly letters = emptyRows();
  readonly keys = new Map<PlaceRows, Set<string>>();
  readonly reasons = new Map<string, number>();
  rows = 0;
  repeats = 0;
  private readonly exclude: ReadonlySet<bigint>;
  private readonly members = new RowMembers();
  private readonly runs = new Map<string, OrdinalRanges>();

  constructor(exclude: ReadonlySet<bigint>) {
    this.exclude = exclude;
  }

  /** A place of which every row is a repeat has no file. */
  get filled(): readonly PlaceRows[] {
    return this.byPlace.all.filter(({ positions }) => positions.length > 0);
  }

  placeOf({ dataset, partition, hourIndex }: NonNullable<DecodedEvent['place']>): PlaceRows {
    return this.byPlace.at(dataset, partition, hourIndex);
  }

  /** Whether anything of the message is stored. */
  add(
    { message, events }: BatchMessage,
    stored: ReadonlyMap<PlaceRows, ReadonlySet<string>>,
  ): boolean {
    const { run } = readMessageRun(message.headers);
    this.members.begin(message.sequence, run);
    let kept = 0;
    for (const [index, event] of events.entries()) {
      const position = positionOf(message.sequence, index);
      const isKept =
        event.place === undefined
          ? this.addLetter(message, event, index, position)
          : this.addRow(event, index, position, stored);
      kept += isKept ? 1 : 0;
    }
    this.noteRuns(message, run, events.length);
    return kept > 0;
  }

  runProgress(): RunProgress[] {
    return [...this.runs].flatMap(([run, { all }]) =>
      all.map(({ from, to }) => ({ run, from, to })),
    );
  }

  private addRow(
    { place, line }: Extract<DecodedEvent, { readonly line: Uint8Array }>,
    index: number,
    position: bigint,
    stored: ReadonlyMap<PlaceRows, ReadonlySet<string>>,
  ): boolean {
    const rows = this.placeOf(place);
    const key = keyOfLine(place.dataset, line);
    const keys = this.keys.get(rows) ?? new Set();
    if (this.exclude.has(position)) {
      this.keys.set(rows, keys.add(key));
      return true;
    }
    if (keys.has(key) || stored.get(rows)?.has(key) === true) {
      this.repeats += 1;
      return false;
    }
    this.keys.set(rows, keys.add(key));
    this.rows += 1;
    rows.positions.push(position);
    rows.lines.appendRow(this.members, index, line, 0, line.length);
    return true;
  }

  private addLetter(
    message: LogMessage,
    { letter, event }: Extract<DecodedEvent, { readonly letter: DeadLetter }>,
    index: number,
    position: bigint,
  ): boolean {
    this.reasons.set(letter.reason, (this.reasons.get(letter.reason) ?? 0) + 1);
    if (!this.exclude.has(position)) {
      const line = deadLetterLine(letter, message, event);
      this.letters.positions.push(position);
      this.letters.lines.appendRow(this.members, index, line, 0, line.length);
    }
    return true;
  }

  private noteRuns(
    { headers }: LogMessage,
    run: { readonly run: string; readonly firstPosition: bigint } | undefined,
    events: number,
  ): void {
    const note = (name: string, from: bigint, count: number) => {
      const ordinals = this.runs.get(name) ?? new OrdinalRanges();
      ordinals.add({ from, to: from + BigInt(count) - 1n });
      this.runs.set(name, ordinals);
    };
    if (run !== undefined && events > 0) {
      note(run.run, run.firstPosition, events);
    }
    const id: string | undefined = headers?.[REPLAY_OF_HEADER];
    const letter = id === undefined ? undefined : parseDeadLetterId(id);
    if (letter !== undefined) {
      note(replayRun(letter.shard, letter.epoch), letter.position, 1);
    }
  }
}

/** As Bronze writes them, so that one reader reads both. */
function deadLetterLine(letter: DeadLetter, message: LogMessage, event: Uint8Array): Buffer {
  const line = JSON.stringify({
    subject: message.subject,
    dataset: letter.dataset,
    reason: letter.reason,
    field: letter.field,
    detail: letter.detail,
    headers: message.headers === undefined ? undefined : JSON.stringify(message.headers),
    event: Buffer.from(event).toString('base64'),
    event_bytes: event.byteLength,
  });
  return Buffer.from(line, 'utf8');
}

/** Ascending; neighbours of one reason are one. */
function joined(gaps: readonly Gap[]): Gap[] {
  const result: Gap[] = [];
  for (const gap of gaps.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
    const last = result.at(-1);
    if (last !== undefined && last.reason === gap.reason && last.to + 1n === gap.from) {
      result[result.length - 1] = { ...last, to: gap.to };
    } else {
      result.push(gap);
    }
  }
  return result;
}
