import { readWholes, writeWholes } from '../../book/whole-numbers.js';
import { SignalsError } from '../../errors.js';
import type { StateReader, StateWriter } from '../../state/state-codec.js';
import { NO_TEXT, type TextPool } from '../text-pool.js';
import type { DatasetRows } from './dataset-rows.js';
import {
  readChanges,
  readIntegerSteps,
  readSteps,
  writeChanges,
  writeIntegerSteps,
  writeSteps,
} from './packed-columns.js';
import { REDUCED } from './row-flags.js';
import type { KnownOrigin } from './row-order.js';

/** Writes the rows that are held in total order, with texts for codes: the same whatever they came in. */
export function saveRows(
  writer: StateWriter,
  rows: DatasetRows,
  pool: TextPool,
  origins: readonly KnownOrigin[],
): void {
  rows.pack();
  const { columns, kind } = rows;
  const { count, intsPerRow, floatsPerRow } = columns;
  writer.number(rows.taken);
  writer.number(count);
  const eventAt = columns.eventAt.subarray(0, count);
  writeSteps(writer, eventAt);
  writeWholes(
    writer,
    eventAt.map((atNs, row) => columns.receivedAt[row] - atNs),
  );
  writeWholes(writer, columns.flags.subarray(0, count));
  for (const texts of [columns.source, columns.partition, columns.run]) {
    saveTexts(writer, texts.subarray(0, count), pool);
  }
  saveOrigins(writer, columns.origin.subarray(0, count), origins);
  for (const integers of [columns.seq, columns.runPos, columns.pos]) {
    writeIntegerSteps(writer, integers.subarray(0, count));
  }
  const ints = columns.ints.slice(0, count * intsPerRow);
  for (const place of kind.texts) {
    const codes = Int32Array.from({ length: count }, (_, row) => ints[row * intsPerRow + place]);
    saveTexts(writer, codes, pool);
    for (let row = 0; row < count; row += 1) {
      ints[row * intsPerRow + place] = 0;
    }
  }
  writeChanges(writer, ints, intsPerRow);
  writer.numbers(columns.floats.subarray(0, count * floatsPerRow));
}

/** Takes back what `saveRows` wrote. Throws `BAD_STATE`. */
export function loadRows(
  reader: StateReader,
  rows: DatasetRows,
  pool: TextPool,
  origins: KnownOrigin[],
): void {
  const { columns, kind } = rows;
  const { intsPerRow, floatsPerRow } = columns;
  const taken = reader.number();
  const count = reader.number();
  columns.count = 0;
  columns.reserve(count);
  columns.count = count;
  const fill = <Values extends { readonly length: number }>(
    target: { set(values: Values): void },
    values: Values,
    perRow = 1,
  ): void => {
    if (values.length !== count * perRow) {
      throw new SignalsError(
        'BAD_STATE',
        `${kind.id}: expected ${count * perRow} values, was ${values.length}`,
      );
    }
    target.set(values);
  };
  fill(columns.eventAt, readSteps(reader));
  fill(
    columns.receivedAt,
    readWholes(reader).map((delayNs, row) => columns.eventAt[row] + delayNs),
  );
  fill(columns.flags, readWholes(reader));
  for (const target of [columns.source, columns.partition, columns.run]) {
    fill(target, loadTexts(reader, pool));
  }
  fill(columns.origin, loadOrigins(reader, origins));
  for (const target of [columns.seq, columns.runPos, columns.pos]) {
    fill(target, readIntegerSteps(reader));
  }
  const texts = kind.texts.map(() => loadTexts(reader, pool));
  fill(columns.ints, readChanges(reader, intsPerRow), intsPerRow);
  for (const [index, place] of kind.texts.entries()) {
    for (let row = 0; row < count; row += 1) {
      columns.ints[row * intsPerRow + place] = texts[index][row];
    }
  }
  fill(columns.floats, reader.numbers(), floatsPerRow);
  rows.restore(taken, count);
}

/** Each text that is used once, in the order of its first row; then rows by place in that list. */
function saveTexts(writer: StateWriter, codes: Int32Array, pool: TextPool): void {
  const places = new Map<number, number>([[NO_TEXT, NO_TEXT]]);
  const used = [...new Set(codes)].filter((code) => code !== NO_TEXT);
  writer.number(used.length);
  for (const [place, code] of used.entries()) {
    places.set(code, place);
    writer.text(pool.textOf(code));
  }
  writeWholes(
    writer,
    codes.map((code) => places.get(code) ?? NO_TEXT),
  );
}

function loadTexts(reader: StateReader, pool: TextPool): Int32Array {
  const codes = Array.from({ length: reader.number() }, () => pool.codeOf(reader.text()));
  return Int32Array.from(readWholes(reader), (place) =>
    place === NO_TEXT ? NO_TEXT : codes[place],
  );
}

function saveOrigins(
  writer: StateWriter,
  codes: Int32Array,
  origins: readonly KnownOrigin[],
): void {
  const used = [...new Set(codes)].filter((code) => code !== REDUCED);
  writer.number(used.length);
  for (const code of used) {
    writer.text(origins[code].shard);
    writer.number(origins[code].epoch);
  }
  writeWholes(
    writer,
    codes.map((code) => used.indexOf(code)),
  );
}

function loadOrigins(reader: StateReader, origins: KnownOrigin[]): Int32Array {
  const codes = Array.from({ length: reader.number() }, () => {
    const origin = { shard: reader.text(), epoch: reader.number() };
    const known = origins.findIndex(
      ({ shard, epoch }) => shard === origin.shard && epoch === origin.epoch,
    );
    return known === -1 ? origins.push(origin) - 1 : known;
  });
  return Int32Array.from(readWholes(reader), (place) => (place === -1 ? REDUCED : codes[place]));
}
