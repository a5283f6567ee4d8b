import type { AnyRow, Dataset } from '@assay/schemas';
import { createConditionReader, joinConditions } from '../codes/condition-names.js';
import { correctionNames } from '../codes/corrections.js';
import type { TableColumns } from '../csv/columns.js';
import { splitFields } from '../csv/fields.js';
import type { DecodedLine, LineDecoder } from '../csv/line-decoder.js';
import { note, readTimeNs, type LineProblem } from '../csv/read-field.js';
import type { Tally } from '../tally.js';

/** What the tables of Massive share. */
export interface TableContext {
  readonly columns: TableColumns;
  readonly symbols: ReadonlySet<string> | undefined;
  readonly tally: Tally;
}

/** A line being read. */
export interface TableLine extends LineProblem {
  /** The text of a column; empty where the file does not have the column. */
  field(name: string): string;
}

/** Makes the row of a line. `owner` is what `--symbol` asks for. */
export type RowReader = (line: TableLine) => {
  readonly owner: string | null;
  readonly row: AnyRow;
};

/** A decoder of lines whose columns the first line names. */
export function tableDecoder(
  dataset: Dataset,
  source: string,
  { columns, symbols }: TableContext,
  read: RowReader,
): LineDecoder {
  return {
    dataset,
    hasHeader: true,
    decode(text): DecodedLine {
      const fields = splitFields(text);
      if (fields?.length !== columns.count) {
        const was = fields === undefined ? 'a quoted field without end' : `${fields.length}`;
        const detail = `expected ${columns.count} fields, was ${was}`;
        const row = { ts_event_ns: null, source };
        return { kind: 'event', row, problem: { code: 'MALFORMED', detail } };
      }
      const line: TableLine = {
        found: undefined,
        field: (name) => fields[columns.at(name)] ?? '',
      };
      const { owner, row } = read(line);
      if (symbols !== undefined && owner !== null && !symbols.has(owner)) {
        return { kind: 'filtered' };
      }
      // Text in a number's place may fit a column of text; without its time, no dataset takes it.
      const isMalformed = line.found?.code === 'MALFORMED';
      return {
        kind: 'event',
        row: isMalformed ? { ...row, ts_event_ns: null } : row,
        problem: line.found,
      };
    },
  };
}

/**
 * When it happened and when it became known. `participant_timestamp` is when the exchange generated
 * the event, `sip_timestamp` when the SIP received it, which is the first that subscribers of the
 * consolidated feed can know of it: a print off exchange is reported up to seconds later, one with
 * a prior reference price much later. Where the participant's time is not given (0 or nothing, and
 * in every option file), both are the SIP's. Source:
 * https://massive.com/knowledge-base/article/which-timestamps-are-returned-for-polygons-stock-trades-and-nbbo-quotes
 */
export function readTimes(line: TableLine, tally: Tally) {
  const received = readTimeNs(line, 'sip_timestamp', line.field('sip_timestamp'));
  const participant = line.field('participant_timestamp');
  if (participant === '' || participant === '0') {
    return { tsEventNs: received, tsRecvNs: received };
  }
  const event = readTimeNs(line, 'participant_timestamp', participant);
  if (typeof event === 'bigint' && typeof received === 'bigint' && event > received) {
    tally.warn("rows that happened, by the participant's clock, after the SIP received them", 1);
  }
  return { tsEventNs: event, tsRecvNs: received };
}

/** A symbol as the vendor writes it; null with a problem where there is none. */
export function readTicker(line: TableLine): string | null {
  const ticker = line.field('ticker');
  if (!/^[\x21-\x7e]{1,40}$/.test(ticker)) {
    note(line, 'UNKNOWN_INSTRUMENT', `ticker: expected a symbol, was "${ticker}"`);
    return null;
  }
  return ticker;
}

/**
 * Reads `conditions` (ids, joined by commas) and `correction` into one text of names. An id that is
 * in no list stays as `Condition<id>` (`Correction<id>`), and is counted.
 */
export function createPrintFlags(
  nameOf: (id: number) => readonly string[] | undefined,
  tally: Tally,
): (line: TableLine) => AnyRow[string] {
  const readConditions = createConditionReader((codes) => {
    const ids = codes.split(',').map((id) => id.trim());
    if (!ids.every((id) => /^-?\d{1,9}$/.test(id))) {
      return undefined;
    }
    return named(ids, 'Condition', nameOf);
  });
  const readCorrection = createConditionReader((code) =>
    /^\d{1,9}$/.test(code) ? named([code], 'Correction', correctionNames) : undefined,
  );
  return (line) => {
    const conditions = readConditions(line.field('conditions'));
    const correction = readCorrection(line.field('correction'));
    if (conditions === undefined || correction === undefined) {
      const name = conditions === undefined ? 'conditions' : 'correction';
      note(line, 'MALFORMED', `${name}: expected numbers, was "${line.field(name)}"`);
      return null;
    }
    for (const name of [...conditions.unknown, ...correction.unknown]) {
      tally.warn(`prints with ${name}, which is in no list`, 1);
    }
    if (correction.text === null) {
      return conditions.text;
    }
    const names = [...(conditions.text?.split('|') ?? []), ...correction.text.split('|')];
    return joinConditions(names);
  };
}

function named(
  ids: readonly string[],
  prefix: string,
  nameOf: (id: number) => readonly string[] | undefined,
) {
  const unknown: string[] = [];
  const names = ids.flatMap((id) => {
    const known = nameOf(Number(id));
    if (known === undefined) {
      unknown.push(`${prefix}${Number(id)}`);
    }
    return known ?? [`${prefix}${Number(id)}`];
  });
  return { names, unknown };
}
