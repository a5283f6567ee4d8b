import { SignalsError } from '../errors.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { EventBatch, EventColumn } from './event-batch.js';

const KINDS = ['number', 'integer', 'text'] as const;

/** Writes a batch: columns by name, texts that its rows use. */
export function saveBatch(
  writer: StateWriter,
  { dataset, rows, columns, origin }: EventBatch,
): void {
  const names = Object.keys(columns).sort();
  writer.text(dataset);
  writer.number(rows);
  writer.flag(origin !== undefined);
  writer.text(origin?.shard ?? '');
  writer.number(origin?.epoch ?? 0);
  writer.number(names.length);
  for (const name of names) {
    writer.text(name);
    saveColumn(writer, columns[name]);
  }
}

/** Reads what `saveBatch` wrote. Throws `BAD_STATE`. */
export function loadBatch(reader: StateReader): EventBatch {
  const dataset = reader.text();
  const rows = reader.number();
  const hasOrigin = reader.flag();
  const origin = { shard: reader.text(), epoch: reader.number() };
  const columns = Array.from({ length: reader.number() }, () => {
    const name = reader.text();
    return [name, loadColumn(reader)] as const;
  });
  return {
    dataset,
    rows,
    columns: Object.fromEntries(columns),
    origin: hasOrigin ? origin : undefined,
  };
}

function saveColumn(writer: StateWriter, column: EventColumn): void {
  writer.number(KINDS.indexOf(column.kind));
  if (column.kind === 'text') {
    const used = [...new Set(column.codes)].filter((code) => code >= 0);
    const places = new Map(used.map((code, place) => [code, place]));
    writer.number(used.length);
    used.forEach((code) => {
      writer.text(column.texts[code]);
    });
    writer.int32s(column.codes.map((code) => places.get(code) ?? -1));
    return;
  }
  if (column.kind === 'number') {
    writer.numbers(column.values);
  } else {
    writer.integers(column.values);
  }
  writer.flag(column.valid !== undefined);
  writer.int32s(column.valid ?? []);
}

function loadColumn(reader: StateReader): EventColumn {
  const kind = KINDS.at(reader.number());
  switch (kind) {
    case 'text': {
      const texts = Array.from({ length: reader.number() }, () => reader.text());
      return { kind, texts, codes: reader.int32s() };
    }
    case 'number': {
      const values = reader.numbers();
      return { kind, values, valid: loadValid(reader) };
    }
    case 'integer': {
      const values = reader.integers();
      return { kind, values, valid: loadValid(reader) };
    }
    case undefined:
      throw new SignalsError('BAD_STATE', 'engine state: expected a kind of column, was none');
  }
}

function loadValid(reader: StateReader): Uint8Array | undefined {
  const isGiven = reader.flag();
  const valid = Uint8Array.from(reader.int32s());
  return isGiven ? valid : undefined;
}
