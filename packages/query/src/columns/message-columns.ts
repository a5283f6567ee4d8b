import {
  positionOf,
  SYSTEM_COLUMNS,
  type Dataset,
  type DatasetRegistry,
  type DeadLetter,
} from '@assay/schemas';
import { createFramer, type FramedMessage, type Framer, type RowPlace } from '../framer/framer.js';
import { readMessageRun } from '../framer/message-run.js';
import type { BatchOrigin, ColumnBatch } from './column-batch.js';
import type { GrowingColumn } from './growing-column.js';
import { LineColumns } from './line-columns.js';

/** One message of a log. */
export interface DecodedMessage extends FramedMessage {
  readonly sequence: bigint;
}

/** What messages held, since the decoder was made. */
export interface MessageColumnCounts {
  readonly messages: number;
  readonly events: number;
  /** Rows of the datasets asked for. */
  readonly rows: number;
  /** Rows of other datasets. */
  readonly unwanted: number;
  /** Events that Bronze stores as dead letters. */
  readonly deadLetters: number;
}

/** Makes columns of messages: the same rows, in value and position, as Bronze makes of them. */
export interface MessageColumns {
  readonly counts: MessageColumnCounts;
  /** Rows that wait to be taken. */
  readonly waiting: number;
  add(message: DecodedMessage): void;
  /** The rows since the last taking: a batch a dataset, in log order. */
  take(): ColumnBatch[];
}

/** Which rows are wanted, and where their messages come from. */
export interface MessageColumnsOptions {
  readonly origin: BatchOrigin;
  /** Dataset ids (default: all of the registry). */
  readonly datasets?: readonly string[];
}

const LOW_WORD = 0xffff_ffffn;
const WORD_BITS = 32n;
const WORD = 0x1_0000_0000;

/** Makes a decoder. Not for use from two places at once. */
export function createMessageColumns(
  registry: DatasetRegistry,
  options: MessageColumnsOptions,
): MessageColumns {
  return new Decoder(registry, options);
}

/** Rows of one dataset as they gather. */
interface Gathering {
  readonly lines: LineColumns;
  readonly pos: GrowingColumn;
  readonly run: GrowingColumn;
  readonly runPos: GrowingColumn;
}

class Decoder implements MessageColumns {
  counts: MessageColumnCounts = { messages: 0, events: 0, rows: 0, unwanted: 0, deadLetters: 0 };
  waiting = 0;
  private readonly origin: BatchOrigin;
  private readonly framer: Framer;
  private readonly gatherings: ReadonlyMap<string, Gathering>;
  private unwanted = 0;
  /** Of the message that is read. */
  private posLow = 0;
  private posHigh = 0;
  private runName: string | undefined;
  private runLow = 0;
  private runHigh = 0;

  constructor(registry: DatasetRegistry, { origin, datasets }: MessageColumnsOptions) {
    this.origin = origin;
    this.framer = createFramer(registry);
    const wanted = registry.all.filter(({ id }) => datasets?.includes(id) !== false);
    this.gatherings = new Map(wanted.map((dataset) => [dataset.id, gatheringOf(dataset)]));
  }

  add(message: DecodedMessage): void {
    this.beginMessage(message);
    const unwantedBefore = this.unwanted;
    const { events, rows, deadLetters } = this.framer.frame(message, this);
    const { counts } = this;
    const unwanted = this.unwanted - unwantedBefore;
    this.counts = {
      messages: counts.messages + 1,
      events: counts.events + events,
      rows: counts.rows + rows - unwanted,
      unwanted: counts.unwanted + unwanted,
      deadLetters: counts.deadLetters + deadLetters,
    };
  }

  take(): ColumnBatch[] {
    const batches: ColumnBatch[] = [];
    for (const [dataset, { lines }] of this.gatherings) {
      const { rows } = lines;
      if (rows > 0) {
        batches.push({ dataset, rows, columns: lines.takeColumns(), origin: this.origin });
      }
    }
    this.waiting = 0;
    return batches;
  }

  /** As the framer's sink. */
  row({ dataset }: RowPlace, index: number, bytes: Uint8Array, start: number, end: number): void {
    const gathering = this.gatherings.get(dataset.id);
    if (gathering === undefined) {
      this.unwanted += 1;
      return;
    }
    const { lines, pos, run, runPos } = gathering;
    const row = lines.add(bytes, start, end);
    // The lower sixteen bits of a message's first position are 0.
    pos.setWords(row, this.posLow + index, this.posHigh);
    if (this.runName !== undefined) {
      run.setCode(row, run.dictionary.codeOf(this.runName));
      const low = this.runLow + index;
      runPos.setWords(row, low % WORD, this.runHigh + (low >= WORD ? 1 : 0));
    }
    this.waiting += 1;
  }

  /** As the framer's sink: dead letters are stored by Bronze, and counted here. */
  deadLetter(_letter: DeadLetter, _index: number, _event: Uint8Array): void {
    return;
  }

  private beginMessage({ sequence, headers }: DecodedMessage): void {
    const first = positionOf(sequence, 0);
    this.posLow = Number(first & LOW_WORD);
    this.posHigh = Number(first >> WORD_BITS);
    // A message whose run cannot be read has no rows.
    const { run } = headers === undefined ? {} : readMessageRun(headers);
    this.runName = run?.run;
    this.runLow = Number((run?.firstPosition ?? 0n) & LOW_WORD);
    this.runHigh = Number((run?.firstPosition ?? 0n) >> WORD_BITS);
  }
}

function gatheringOf(dataset: Dataset): Gathering {
  const lines = new LineColumns(dataset, SYSTEM_COLUMNS);
  return {
    lines,
    pos: lines.column('_pos'),
    run: lines.column('_run'),
    runPos: lines.column('_run_pos'),
  };
}
