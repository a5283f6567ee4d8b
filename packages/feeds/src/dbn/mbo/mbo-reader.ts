import { bookRow, createBookLevels } from '../../book-row.js';
import type { Batcher } from '../../batcher.js';
import { MAX_INT32, note } from '../draft.js';
import type { DraftReader } from '../draft-reader.js';
import {
  ACTION_ADD,
  ACTION_CANCEL,
  ACTION_CLEAR,
  ACTION_FILL,
  ACTION_MODIFY,
  ACTION_NONE,
  ACTION_TRADE,
  AT,
  FLAG_AGGREGATED,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  FLAG_TOP_OF_BOOK,
  ORDER_AT,
} from '../layout.js';
import { offer, type RecordPlace } from '../offer.js';
import type { Tally } from '../../tally.js';
import { createMboInstrument, noteShown, type MboInstrument } from './instrument.js';
import type { BookProblem } from './order-book.js';
import { orderAt, orderIdAt, orderSizeAt } from './order-record.js';

/**
 * Rebuilds books from order records (`mbo`): one row for each completed event of the venue that
 * changes the ten best levels, one for each snapshot.
 */
export interface MboReader {
  accept(view: DataView, place: RecordPlace): void;
  /** The file ends here, whole: what is not finished will never be. */
  finish(): void;
}

export interface MboReaderParts {
  readonly reader: DraftReader;
  readonly books: Batcher;
  readonly tally: Tally;
  /** Books are empty, and known to be, where the file starts. */
  readonly fromEmpty: boolean;
}

const TWO_32 = 4_294_967_296;

export function createMboReader({ reader, books, tally, fromEmpty }: MboReaderParts): MboReader {
  const instruments = new Map<number, MboInstrument>();
  const levels = createBookLevels();
  /** Whether the record read last belongs to a snapshot. */
  let inSnapshots = false;

  function instrumentAt(view: DataView, offset: number): MboInstrument {
    // A book is one venue's: trades off the book come under a publisher of their own.
    const publisherId = view.getUint16(offset + AT.publisherId, true);
    const key = publisherId * TWO_32 + view.getUint32(offset + AT.instrumentId, true);
    let instrument = instruments.get(key);
    if (instrument === undefined) {
      instrument = createMboInstrument(fromEmpty);
      instruments.set(key, instrument);
    }
    return instrument;
  }

  function checkSize(size: number): void {
    if (size > MAX_INT32) {
      const problem = `level size: expected 0 to ${MAX_INT32}, was ${size}`;
      note(reader.draft, 'SIZE_OUT_OF_RANGE', problem);
    }
  }

  /** Offers the book as it stands. `tsEvent`, `tsRecv` and `sequence` are those of its event. */
  function offerBook(
    view: DataView,
    place: RecordPlace,
    isSnapshot: boolean,
    { tsEvent, tsRecv, sequence }: { tsEvent: bigint; tsRecv: bigint; sequence: number },
  ): void {
    const { draft } = reader;
    const { offset } = place;
    if (!reader.begin({ view, offset, at: ORDER_AT, levels: 0, tsEvent, tsRecv })) {
      tally.filter();
      return;
    }
    levels.bidSizes.forEach(checkSize);
    levels.askSizes.forEach(checkSize);
    const head = {
      tsEventNs: draft.tsEventNs,
      tsRecvNs: draft.tsRecvNs,
      source: draft.source,
      symbol: draft.symbol,
      isSnapshot,
      seq: BigInt(sequence),
      depth: null,
    };
    offer(books, bookRow(head, levels), draft, place, tally);
  }

  /** A snapshot's row: always there, for it sets the book. */
  function endSnapshot(instrument: MboInstrument): void {
    const { snapshot } = instrument;
    if (snapshot === undefined) {
      return;
    }
    instrument.snapshot = undefined;
    instrument.known = true;
    instrument.book.show(levels);
    noteShown(instrument, levels);
    const { bytes, record } = snapshot;
    const place = { bytes, offset: 0, length: bytes.length, record };
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    offerBook(view, place, true, snapshot);
  }

  function acceptSnapshot(instrument: MboInstrument, view: DataView, place: RecordPlace): void {
    const { bytes, offset, length, record } = place;
    const action = bytes[offset + ORDER_AT.action];
    const tsEvent = view.getBigUint64(offset + AT.tsEvent, true);
    const tsRecv = view.getBigUint64(offset + ORDER_AT.tsRecv, true);
    const sequence = view.getUint32(offset + ORDER_AT.sequence, true);
    const copy = bytes.slice(offset, offset + length);
    const run = instrument.snapshot;
    // Files from before February 2024 have no clear before a snapshot: it starts all the same.
    if (run === undefined || action === ACTION_CLEAR) {
      instrument.book.clear();
      instrument.snapshot = { tsEvent, tsRecv, sequence, bytes: copy, record };
    } else {
      run.tsEvent = tsEvent > run.tsEvent ? tsEvent : run.tsEvent;
      run.tsRecv = tsRecv > run.tsRecv ? tsRecv : run.tsRecv;
      run.sequence = Math.max(run.sequence, sequence);
      run.bytes = copy;
      run.record = record;
    }
    change(instrument, view, offset, action);
    if ((bytes[offset + ORDER_AT.flags] & FLAG_LAST) !== 0) {
      endSnapshot(instrument);
    }
  }

  /** What one record does to the book. Trades and fills do nothing: cancels follow them. */
  function change(instrument: MboInstrument, view: DataView, offset: number, action: number): void {
    switch (action) {
      case ACTION_ADD:
      case ACTION_MODIFY: {
        const order = orderAt(view, offset);
        if (order === undefined) {
          tally.warn('orders without a price, a side or a size: not in the book', 1);
          return;
        }
        const id = orderIdAt(view, offset);
        const { book } = instrument;
        tell(action === ACTION_ADD ? book.add(id, order) : book.modify(id, order));
        return;
      }
      case ACTION_CANCEL:
        tell(instrument.book.cancel(orderIdAt(view, offset), orderSizeAt(view, offset)));
        return;
      case ACTION_CLEAR:
        instrument.book.clear();
        return;
      case ACTION_TRADE:
      case ACTION_FILL:
      case ACTION_NONE:
        return;
      default:
        tally.warn('order records with an action that is none: their books may be wrong', 1);
    }
  }

  function tell(problem: BookProblem | undefined): void {
    if (problem !== undefined) {
      tally.warn(problem, 1);
    }
  }

  function acceptUpdate(instrument: MboInstrument, view: DataView, place: RecordPlace): void {
    const { bytes, offset } = place;
    const flags = bytes[offset + ORDER_AT.flags];
    const action = bytes[offset + ORDER_AT.action];
    const isTrade = action === ACTION_TRADE || action === ACTION_FILL || action === ACTION_NONE;
    endSnapshot(instrument);
    if (action === ACTION_CLEAR) {
      instrument.known = true;
    }
    if ((flags & (FLAG_TOP_OF_BOOK | FLAG_AGGREGATED)) !== 0 && !isTrade) {
      tally.warn('records of whole levels, not of orders: no books until the next snapshot', 1);
      instrument.known = false;
    }
    if (instrument.known) {
      change(instrument, view, offset, action);
    } else if (!isTrade) {
      tally.warn('order records before the first snapshot or clear: the book is not known yet', 1);
    }
    instrument.inEvent = (flags & FLAG_LAST) === 0;
    if (instrument.inEvent || !instrument.known) {
      return;
    }
    instrument.book.show(levels);
    if (noteShown(instrument, levels)) {
      offerBook(view, place, false, {
        tsEvent: view.getBigUint64(offset + AT.tsEvent, true),
        tsRecv: view.getBigUint64(offset + ORDER_AT.tsRecv, true),
        sequence: view.getUint32(offset + ORDER_AT.sequence, true),
      });
    }
  }

  return {
    accept(view, place) {
      const instrument = instrumentAt(view, place.offset);
      inSnapshots = (place.bytes[place.offset + ORDER_AT.flags] & FLAG_SNAPSHOT) !== 0;
      if (inSnapshots) {
        acceptSnapshot(instrument, view, place);
      } else {
        acceptUpdate(instrument, view, place);
      }
    },
    finish() {
      for (const instrument of instruments.values()) {
        if (instrument.snapshot !== undefined && inSnapshots) {
          tally.warn('snapshots that the end of the file may have cut: no row', 1);
        } else {
          endSnapshot(instrument);
        }
        if (instrument.inEvent && instrument.known) {
          tally.warn('events that the end of the file cuts: no book row', 1);
        }
      }
    },
  };
}
