/**
 * The few lines of FlatBuffers that Arrow's message heads need. Written here, and not by a library, so
 * that the bytes of a segment are pinned by this repository: a head is checked by writing it again and
 * comparing, which finds any flipped bit. Format: https://flatbuffers.dev/internals/
 */

/** A number of 1, 2, 4 or 8 bytes. `mark` asks for the place where it was written. */
export interface FlatScalar {
  readonly kind: 'scalar';
  readonly size: 1 | 2 | 4 | 8;
  readonly value: bigint;
  readonly mark?: string;
}

/** Fields by slot number; an absent slot has the schema's default. */
export interface FlatTable {
  readonly kind: 'table';
  readonly slots: readonly (FlatScalar | FlatTarget | undefined)[];
}

export interface FlatString {
  readonly kind: 'string';
  readonly text: string;
  /** Marks the first character. */
  readonly mark?: string;
}

/** `count` structs of two int64 each, all zero; the mark is the first one's place. */
export interface FlatPairs {
  readonly kind: 'pairs';
  readonly count: number;
  readonly mark: string;
}

export interface FlatTables {
  readonly kind: 'tables';
  readonly items: readonly FlatTable[];
}

export type FlatTarget = FlatTable | FlatString | FlatPairs | FlatTables;

/** A finished buffer, a multiple of 8 bytes long, and the places of what was marked. */
export interface FlatBuffer {
  readonly bytes: Buffer;
  readonly marks: ReadonlyMap<string, number>;
}

export const table = (...slots: FlatTable['slots']): FlatTable => ({ kind: 'table', slots });
export const text = (value: string, mark?: string): FlatString => ({
  kind: 'string',
  text: value,
  ...(mark === undefined ? {} : { mark }),
});
export const tables = (...items: readonly FlatTable[]): FlatTables => ({ kind: 'tables', items });
export const pairs = (count: number, mark: string): FlatPairs => ({ kind: 'pairs', count, mark });
export const scalar = (size: FlatScalar['size'], value: bigint, mark?: string): FlatScalar => ({
  kind: 'scalar',
  size,
  value,
  ...(mark === undefined ? {} : { mark }),
});

const MAX_BYTES = 4096;

/** Writes `root` front to back: every table follows its vtable, every target follows its table. */
export function writeFlatBuffer(root: FlatTable): FlatBuffer {
  const bytes = Buffer.alloc(MAX_BYTES);
  const marks = new Map<string, number>();
  let end = 4;

  const align = (multiple: number, ahead = 0): void => {
    end = Math.ceil((end + ahead) / multiple) * multiple - ahead;
  };
  const point = (at: number, target: FlatTarget): void => {
    bytes.writeUInt32LE(write(target) - at, at);
  };
  const writeScalar = (at: number, field: FlatScalar): void => {
    if (field.size === 8) bytes.writeBigInt64LE(field.value, at);
    else bytes.writeIntLE(Number(field.value), at, field.size);
    if (field.mark !== undefined) marks.set(field.mark, at);
  };

  function writeTable(slots: FlatTable['slots']): number {
    let inline = 4;
    const places = slots.map((field) => {
      if (field === undefined) return 0;
      const size = field.kind === 'scalar' ? field.size : 4;
      const place = Math.ceil(inline / size) * size;
      inline = place + size;
      return place;
    });
    const vtable = end + (end % 2);
    end = vtable + 4 + 2 * slots.length;
    align(8);
    const start = end;
    end += inline;
    bytes.writeUInt16LE(4 + 2 * slots.length, vtable);
    bytes.writeUInt16LE(inline, vtable + 2);
    places.forEach((place, slot) => bytes.writeUInt16LE(place, vtable + 4 + 2 * slot));
    bytes.writeInt32LE(start - vtable, start);
    slots.forEach((field, slot) => {
      const at = start + (places[slot] ?? 0);
      if (field?.kind === 'scalar') writeScalar(at, field);
      else if (field !== undefined) point(at, field);
    });
    return start;
  }

  function writeVector(count: number, elementBytes: number, alignment: number): number {
    align(alignment, 4);
    const start = end;
    bytes.writeUInt32LE(count, start);
    end += 4 + count * elementBytes;
    return start;
  }

  function write(target: FlatTarget): number {
    if (target.kind === 'table') return writeTable(target.slots);
    if (target.kind === 'pairs') {
      const start = writeVector(target.count, 16, 8);
      marks.set(target.mark, start + 4);
      return start;
    }
    if (target.kind === 'tables') {
      const start = writeVector(target.items.length, 4, 4);
      target.items.forEach((item, index) => point(start + 4 + 4 * index, item));
      return start;
    }
    const start = writeVector(Buffer.byteLength(target.text), 1, 4);
    bytes.write(target.text, start + 4);
    end += 1;
    if (target.mark !== undefined) marks.set(target.mark, start + 4);
    return start;
  }

  point(0, root);
  align(8);
  return { bytes: bytes.subarray(0, end), marks };
}
