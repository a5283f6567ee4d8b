import { createDatasetRegistry, type Dataset, type DeadLetter } from '@assay/schemas';
import {
  createFramer,
  type FramedMessage,
  type Framer,
  type FrameTally,
  type RowPlace,
} from '../../src/index.js';

export const registry = createDatasetRegistry();

/** What became of one event. */
export interface FramedEvent {
  readonly index: number;
  readonly place?: RowPlace;
  /** The exact line. */
  readonly line?: string;
  readonly letter?: DeadLetter;
  /** The refused event's bytes. */
  readonly event?: Buffer;
}

export interface FramedResult {
  readonly events: readonly FramedEvent[];
  readonly tally: FrameTally;
}

/** Frames one message and keeps everything it gave. */
export function frame(
  message: FramedMessage,
  framer: Framer = createFramer(registry),
): FramedResult {
  const events: FramedEvent[] = [];
  const tally = framer.frame(message, {
    row: (place, index, bytes, start, end) => {
      const line = Buffer.from(bytes.subarray(start, end)).toString('utf8');
      events.push({ index, place, line });
    },
    deadLetter: (letter, index, event) => {
      events.push({ index, letter, event: Buffer.from(event) });
    },
  });
  return { events, tally };
}

/** A message of text on a dataset's subject. */
export function messageOf(
  dataset: Dataset,
  text: string | Uint8Array,
  headers?: Readonly<Record<string, string>>,
): FramedMessage {
  return { subject: dataset.subject ?? '', headers, bytes: Buffer.from(text) };
}
