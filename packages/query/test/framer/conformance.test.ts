import type { AnyRow, Dataset } from '@assay/schemas';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFramer, NdjsonBuffer, RowMembers } from '../../src/index.js';
import { baseRow, lineOf } from '../support/base-rows.js';
import { frame, registry } from '../support/frame.js';
import { parquetRows } from '../support/parquet-rows.js';
import { useScratch } from '../support/scratch.js';
import { writeBronze } from '../support/write-rows.js';
import type { LineCase } from './conformance/case.js';
import { TABLE } from './conformance/table.js';

const cases = Object.values(TABLE).flat();
const NDJSON = { 'Content-Type': 'application/x-ndjson' };

/** A case's line between two plain events of its dataset, all on its subject. */
function neighboured({ dataset, line, neighbour, subject }: LineCase) {
  const plain = Buffer.from(`${neighbour ?? lineOf(dataset)}\n`);
  const bytes = Buffer.concat([plain, Buffer.from(line), Buffer.from('\n'), plain]);
  return { subject: subject ?? dataset.subject ?? '', headers: NDJSON, bytes };
}

describe('the conformance table', () => {
  const scratch = useScratch();
  /** Stored rows by `_pos`: sequence = the case's number, after DuckDB wrote them. */
  const stored = new Map<bigint, AnyRow>();

  beforeAll(async () => {
    const framer = createFramer(registry);
    const members = new RowMembers();
    const buffers = new Map<Dataset, NdjsonBuffer>();
    cases.forEach((each, number) => {
      members.begin(BigInt(number), undefined);
      framer.frame(neighboured(each), {
        row: ({ dataset }, index, bytes, start, end) => {
          const buffer = buffers.get(dataset) ?? new NdjsonBuffer();
          buffers.set(dataset, buffer);
          buffer.appendRow(members, index, bytes, start, end);
        },
        deadLetter: () => undefined,
      });
    });
    for (const [dataset, lines] of buffers) {
      const file = scratch.path(`${dataset.id}.parquet`);
      await writeBronze(scratch.session, dataset, lines, file);
      for (const row of await parquetRows(file)) {
        stored.set(row['_pos'] as bigint, row);
      }
    }
  });

  function storedRow(number: number, index: number): AnyRow | undefined {
    const row = stored.get(BigInt(number) * 65_536n + BigInt(index));
    if (row === undefined) {
      return undefined;
    }
    const own = Object.entries(row).filter(([name]) => !name.startsWith('_'));
    return Object.fromEntries(own);
  }

  it('has at least 60 lines, each stating another fact', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map((each) => each.fact)).size).toBe(cases.length);
  });

  describe.each(Object.entries(TABLE))('%s', (_, lines) => {
    it.each(lines)('$fact', (each) => {
      const number = cases.indexOf(each);
      const { events, tally } = frame(neighboured(each));
      const plain = baseRow(each.dataset);
      expect(events.map((event) => event.index)).toEqual([0, 1, 2]);
      expect([storedRow(number, 0), storedRow(number, 2)]).toEqual([plain, plain]);
      const [, event] = events;
      if (each.letter === undefined) {
        expect(event.letter).toBeUndefined();
        expect(storedRow(number, 1)).toEqual({ ...plain, ...each.row });
        expect(event.place?.dataset).toBe(each.dataset);
        expect(event.place?.partition).toBe(storedRow(number, 1)?.[each.dataset.partition.column]);
      } else {
        const { reason, field, detail } = each.letter;
        expect(event.letter).toMatchObject({ reason, field });
        expect(event.letter?.detail).toContain(detail);
        expect(event.letter?.detail).toMatch(/expected .*, was /s);
        expect(event.event).toEqual(Buffer.from(each.line));
        expect(storedRow(number, 1)).toBeUndefined();
      }
      const rows = each.letter === undefined ? 3 : 2;
      expect(tally).toMatchObject({ events: 3, rows, deadLetters: 3 - rows });
      expect(tally.extraFields).toBe(each.extraFields ?? 0);
    });
  });

  it('gives the same when the line is alone in its message', () => {
    for (const each of cases) {
      const message = neighboured(each);
      const [, between] = frame(message).events;
      const [alone] = frame({
        ...message,
        headers: undefined,
        bytes: Buffer.from(each.line),
      }).events;
      expect([each.fact, alone.letter, alone.line]).toEqual([
        each.fact,
        between.letter,
        between.line,
      ]);
    }
  });
});
