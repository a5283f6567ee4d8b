import { encodeRow, readJsonColumns, type AnyRow, type Dataset } from '@assay/schemas';
import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createFramer } from '../../src/index.js';
import { ExactLineReader } from '../../src/framer/exact-line.js';
import { planDataset } from '../../src/framer/field-plan.js';
import { readSlowLine } from '../../src/framer/slow/slow-line.js';
import { arbitraryRow, arbitrarySpelling } from '../support/arbitrary-row.js';
import { baseRow } from '../support/base-rows.js';
import { frame, messageOf, registry } from '../support/frame.js';
import { useScratch } from '../support/scratch.js';

const LONG = process.env['ASSAY_LONG'] === '1';
const runs = (count: number) => ({ numRuns: LONG ? count * 20 : count });
const datasets = registry.all.map((dataset) => [dataset.id, dataset] as const);

/** A reader and plan that keep what they learned from line to line, as a framer's do. */
function fastReader(dataset: Dataset) {
  const plan = planDataset(dataset);
  const reader = new ExactLineReader();
  return (bytes: Uint8Array) => {
    const isExact = reader.read(plan, bytes, 0, bytes.length) === bytes.length;
    const { hourIndex, extraFields } = reader;
    return isExact ? { partition: plan.partition.knownValue, hourIndex, extraFields } : undefined;
  };
}

describe.each(datasets)('the two paths over %s', (_, dataset) => {
  const scratch = useScratch();
  const fast = fastReader(dataset);

  /** What DuckDB reads of exact lines, in their order. */
  async function readByEngine(lines: readonly (string | Uint8Array)[]): Promise<AnyRow[]> {
    const file = scratch.path('lines.ndjson');
    writeFileSync(file, Buffer.concat(lines.map((line) => Buffer.from(`${line.toString()}\n`))));
    const rows = await scratch.session.rows(`SELECT * FROM read_json('${file}',
      format = 'newline_delimited', auto_detect = false, columns = ${readJsonColumns(dataset.columns)})`);
    expect(rows).toHaveLength(lines.length);
    return rows as AnyRow[];
  }

  it('give exactly the row that was written, however it is spelt', async () => {
    const spelt = arbitraryRow(dataset).chain((row) =>
      fc.tuple(fc.constant(row), arbitrarySpelling(row)),
    );
    const property = fc.asyncProperty(
      fc.array(spelt, { minLength: 10, maxLength: 40 }),
      async (written) => {
        const exact: (string | Uint8Array)[] = [];
        const expected: AnyRow[] = [];
        for (const [row, text] of written) {
          const bytes = Buffer.from(text);
          const slow = readSlowLine(registry, dataset, bytes);
          expect(slow.letter).toBeUndefined();
          exact.push(slow.row?.line ?? '');
          expected.push(row);
          const place = fast(bytes);
          if (place !== undefined) {
            expect(slow.row).toMatchObject(place);
            exact.push(bytes);
            expected.push(row);
          }
        }
        expect(await readByEngine(exact)).toEqual(expected);
      },
    );
    await fc.assert(property, runs(8));
  });

  it('agree on every line with a byte changed, put in or left out', async () => {
    const line = Buffer.from(encodeRow(dataset, baseRow(dataset)));
    let accepted = 0;
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(...Buffer.from('"\\,:{}[] \t\r0123456789-+.eEntf_')),
    );
    const change = fc.record({
      at: fc.nat({ max: line.length - 1 }),
      byte,
      kind: fc.constantFrom('flip', 'insert', 'delete'),
    });
    const mutant = fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => {
      const bytes = [...line];
      for (const { at, byte: value, kind } of changes) {
        bytes.splice(at, kind === 'insert' ? 0 : 1, ...(kind === 'delete' ? [] : [value]));
      }
      return Uint8Array.from(bytes);
    });
    const property = fc.asyncProperty(
      fc.array(mutant, { minLength: 200, maxLength: 200 }),
      async (mutants) => {
        const asWritten: Uint8Array[] = [line];
        const rewritten: Uint8Array[] = [line];
        for (const bytes of mutants) {
          fast(line);
          const place = fast(bytes);
          if (place === undefined) {
            continue;
          }
          const slow = readSlowLine(registry, dataset, bytes);
          expect([Buffer.from(bytes).toString(), slow.letter]).toEqual([
            expect.anything(),
            undefined,
          ]);
          expect(slow.row).toMatchObject(place);
          asWritten.push(Buffer.from(bytes));
          rewritten.push(slow.row?.line ?? line);
        }
        accepted += asWritten.length - 1;
        expect(await readByEngine(asWritten)).toEqual(await readByEngine(rewritten));
      },
    );
    await fc.assert(property, runs(10));
    // Else the property would say nothing of the fast path.
    expect(accepted).toBeGreaterThan(50);
  });

  it('need only the fast one for what encodeRow writes of plain text', () => {
    // A price of 0 beside a size needs a closer look at both.
    const isPlain = (row: AnyRow) =>
      dataset.columns.every(({ name, rule }) => row[name] !== 0 || !rule.zeroIsAbsentWith);
    const plainRow = arbitraryRow(dataset, { plainText: true }).filter(isPlain);
    const property = fc.property(plainRow, (row) => {
      const line = encodeRow(dataset, row);
      expect([line, fast(Buffer.from(line))]).toEqual([line, expect.anything()]);
    });
    fc.assert(property, runs(200));
  });
});

describe('a framer', () => {
  it('frames mixed lines as it frames each of them alone', () => {
    const [, trades] = datasets.find(([id]) => id === 'futures.trades.v1')!;
    const line = arbitraryRow(trades).chain(arbitrarySpelling);
    const text = fc.oneof(line, line, fc.constantFrom('', '{}', 'x', '{"a":1}', '  '));
    const shared = createFramer(registry);
    const property = fc.property(fc.array(text, { maxLength: 8 }), (lines) => {
      const headers = { 'Content-Type': 'application/x-ndjson' };
      const together = frame(messageOf(trades, lines.join('\n'), headers), shared);
      const alone = lines
        .filter((each) => each.trim() !== '')
        .flatMap((each) => frame(messageOf(trades, each, headers)).events)
        .map((event, index) => ({ ...event, index }));
      const counted = alone.length === 0 ? 1 : alone.length;
      expect(together.tally.events).toBe(counted);
      if (alone.length > 0) {
        expect(together.events).toEqual(alone);
      }
    });
    fc.assert(property, runs(200));
  });
});
