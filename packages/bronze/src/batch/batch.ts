import type { LogMessage } from '@assay/bus';
import { OrdinalRanges, type RunProgress } from '@assay/ledger';
import {
  NdjsonBuffer,
  readMessageRun,
  RowMembers,
  type Framer,
  type FrameSink,
  type RowPlace,
} from '@assay/query';
import {
  messageCheck,
  messageFingerprint,
  parseDeadLetterId,
  positionOf,
  REPLAY_OF_HEADER,
  replayRun,
  type Dataset,
  type DeadLetterId,
} from '@assay/schemas';
import { BronzeError } from '../errors.js';
import { CheckList } from './check-list.js';
import { deadLetterLine } from './dead-letter-line.js';
import { PositionList } from './position-list.js';

/** Lines that will be one file, and the positions they have. */
export interface FileRows {
  readonly lines: NdjsonBuffer;
  readonly positions: PositionList;
}

/** The rows of one partition and hour of a batch: one Bronze file to be. */
export interface PartitionRows extends FileRows {
  readonly dataset: Dataset;
  readonly partition: string;
  readonly hourIndex: number;
}

/** The last message of a batch: by its fingerprint a later start recognises the log. */
export interface LastMessage {
  readonly sequence: bigint;
  readonly serverTimeNs: bigint | undefined;
  readonly sha256: string;
}

/** Where the framer puts a message's events. */
interface MessageSink extends FrameSink {
  /** Events of the message so far. */
  readonly seen: number;
  /** Those of them that were left out. */
  readonly excluded: { readonly rows: number; readonly deadLetters: number };
  begin(message: LogMessage): void;
}

/**
 * What has been read from the log and not yet been committed: a contiguous range of sequences, framed
 * and sorted into partitions. Every message's events are counted as they come.
 */
export class Batch {
  /** The first sequence it covers, also when that message is missing from the log. */
  readonly from: bigint;
  readonly gaps: { readonly from: bigint; readonly to: bigint; readonly reason: string }[] = [];
  readonly deadLetters: FileRows = { lines: new NdjsonBuffer(), positions: new PositionList() };
  /** Dead letters by reason. */
  readonly reasons = new Map<string, number>();
  messages = 0;
  /** Files that its rows will be. */
  fileCount = 0;
  events = 0;
  rows = 0;
  rewritten = 0;
  extraFields = 0;
  /** The measure of the hard limit: payload, and what dead letters take beside it. */
  bytes = 0;
  private readonly framer: Framer;
  private readonly exclude: ReadonlySet<bigint> | undefined;
  private readonly checkList = new CheckList();
  private readonly members = new RowMembers();
  private readonly sink = this.createSink();
  private readonly runs = new Map<string, OrdinalRanges>();
  private readonly places = new Map<RowPlace['dataset'], Map<string, PartitionRows>>();
  private lastPlace: { place: RowPlace; rows: PartitionRows } | undefined;
  private next: bigint;
  private last: LogMessage | undefined;

  /** @param exclude positions that are stored already: their events are read and left out */
  constructor(framer: Framer, from: bigint, exclude?: ReadonlySet<bigint>) {
    this.framer = framer;
    this.exclude = exclude;
    this.from = from;
    this.next = from;
  }

  /** The last sequence it covers; `from - 1` while it covers nothing. */
  get to(): bigint {
    return this.next - 1n;
  }

  get isEmpty(): boolean {
    return this.next === this.from;
  }

  get deadLetterCount(): number {
    return this.deadLetters.lines.rows;
  }

  /** Every partition that has rows, in the order their first rows came. */
  get partitions(): PartitionRows[] {
    return [...this.places.values()].flatMap((byPlace) => [...byPlace.values()]);
  }

  /** Undefined while it holds no message, only gaps. */
  lastMessage(): LastMessage | undefined {
    if (this.last === undefined) {
      return undefined;
    }
    const { sequence, serverTimeNs, subject, headers, bytes } = this.last;
    return { sequence, serverTimeNs, sha256: messageFingerprint(subject, headers, bytes) };
  }

  /**
   * Takes in the next message; a jump in sequences becomes a declared gap. Throws `COVERAGE` when its
   * events are not each accounted for exactly once: a fault of Assay's own, which has to stop the
   * writer before anything of the batch is published.
   */
  add(message: LogMessage): void {
    if (message.sequence < this.next) {
      throw coverage(message, `message ${this.next} or later`, 'one that was read before');
    }
    if (message.sequence > this.next) {
      this.declareGap(message.sequence - 1n, 'log-gap');
    }
    const { run } = readMessageRun(message.headers);
    this.members.begin(message.sequence, run);
    this.sink.begin(message);
    const tally = this.framer.frame(message, this.sink);
    const { seen } = this.sink;
    if (seen !== tally.events || tally.rows + tally.deadLetters !== tally.events) {
      throw coverage(message, `${tally.events} events`, `${seen}`);
    }
    if (run !== undefined) {
      this.noteRun(run.run, run.firstPosition, tally.events);
    }
    const replayed = replayedLetter(message);
    if (replayed !== undefined) {
      this.noteRun(replayRun(replayed.shard, replayed.epoch), replayed.position, 1);
    }
    const { excluded } = this.sink;
    const { subject, headers, bytes, serverTimeNs } = message;
    this.checkList.add(messageCheck(subject, headers, bytes, serverTimeNs));
    this.messages += 1;
    this.events += tally.events - excluded.rows - excluded.deadLetters;
    this.rows += tally.rows - excluded.rows;
    this.rewritten += tally.rewritten;
    this.extraFields += tally.extraFields;
    this.bytes += bytes.length;
    this.next = message.sequence + 1n;
    this.last = message;
  }

  /** Takes the events of one message after another: made once, as a message may be one event. */
  private createSink(): MessageSink {
    const { members, deadLetters, reasons } = this;
    const excluded = { rows: 0, deadLetters: 0 };
    const isExcluded = (index: number) =>
      this.exclude?.has(positionOf(BigInt(sequence), index)) === true;
    let message: LogMessage | undefined;
    let sequence = 0;
    let seen = 0;
    const countOnce = (index: number): LogMessage => {
      if (message === undefined) {
        throw new TypeError('expected a message to be begun, was none');
      }
      if (index !== seen) {
        throw coverage(message, `event ${seen}`, `event ${index}`);
      }
      seen += 1;
      return message;
    };
    return {
      excluded,
      get seen() {
        return seen;
      },
      begin: (next) => {
        message = next;
        sequence = Number(next.sequence);
        seen = 0;
        excluded.rows = 0;
        excluded.deadLetters = 0;
      },
      row: (place, index, bytes, start, end) => {
        countOnce(index);
        if (this.exclude !== undefined && isExcluded(index)) {
          excluded.rows += 1;
          return;
        }
        const rows = this.rowsOf(place);
        rows.positions.add(sequence, index);
        rows.lines.appendRow(members, index, bytes, start, end);
      },
      deadLetter: (letter, index, event) => {
        const from = countOnce(index);
        if (isExcluded(index)) {
          excluded.deadLetters += 1;
          return;
        }
        const line = deadLetterLine(letter, from, event);
        reasons.set(letter.reason, (reasons.get(letter.reason) ?? 0) + 1);
        this.bytes += line.length;
        deadLetters.positions.add(sequence, index);
        deadLetters.lines.appendRow(members, index, line, 0, line.length);
      },
    };
  }

  /** `messageCheck` of every message, in order. */
  checks(): Uint32Array {
    return this.checkList.all();
  }

  /** Covers everything up to `to` as missing from the log. */
  declareGap(to: bigint, reason: string): void {
    this.gaps.push({ from: this.next, to, reason });
    this.next = to + 1n;
  }

  /** Which ordinals of which producers' runs it holds, and which dead letters came again. */
  runProgress(): RunProgress[] {
    return [...this.runs].flatMap(([run, { all }]) =>
      all.map(({ from, to }) => ({ run, from, to })),
    );
  }

  private noteRun(run: string, from: bigint, events: number): void {
    let ordinals = this.runs.get(run);
    if (ordinals === undefined) {
      ordinals = new OrdinalRanges();
      this.runs.set(run, ordinals);
    }
    ordinals.add({ from, to: from + BigInt(events) - 1n });
  }

  private rowsOf(place: RowPlace): PartitionRows {
    if (this.lastPlace?.place === place) {
      return this.lastPlace.rows;
    }
    const { dataset, partition } = place;
    // Datasets without hour folders keep a whole day together.
    const hourIndex = dataset.partition.hourly
      ? place.hourIndex
      : Math.floor(place.hourIndex / 24) * 24;
    let byPlace = this.places.get(dataset);
    if (byPlace === undefined) {
      byPlace = new Map();
      this.places.set(dataset, byPlace);
    }
    const name = `${hourIndex}/${partition}`;
    let rows = byPlace.get(name);
    if (rows === undefined) {
      const empty = { lines: new NdjsonBuffer(), positions: new PositionList() };
      rows = { dataset, partition, hourIndex, ...empty };
      byPlace.set(name, rows);
      this.fileCount += 1;
    }
    this.lastPlace = { place, rows };
    return rows;
  }
}

/** The dead letter that a message brings once more. */
function replayedLetter({ headers }: LogMessage): DeadLetterId | undefined {
  const id: string | undefined = headers?.[REPLAY_OF_HEADER];
  return id === undefined ? undefined : parseDeadLetterId(id);
}

function coverage(message: LogMessage, expected: string, was: string): BronzeError {
  const at = `message ${message.sequence} (${message.subject})`;
  return new BronzeError('COVERAGE', `${at}: expected ${expected}, was ${was}`);
}
