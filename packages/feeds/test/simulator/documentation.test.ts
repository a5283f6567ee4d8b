import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { KNOBS, type Knob } from '../../src/simulator/knobs.js';
import { TRUTH_KINDS } from '../../src/simulator/truth.js';

const PAGE = fileURLToPath(new URL('../../../../docs/simulator.md', import.meta.url));

/** Cells of the tables of the page, without the padding that formatting adds. */
async function tableLines(): Promise<Set<string>> {
  const text = await readFile(PAGE, 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  return new Set(
    rows.map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .join('|'),
    ),
  );
}

function knobRow(name: string, knob: Knob): string {
  const takes = knob.kind === 'choice' ? knob.choices.join(', ') : `${knob.least} to ${knob.most}`;
  const unit = knob.kind === 'choice' ? '' : knob.unit;
  return ['', `\`${name}\``, knob.default, takes, unit, knob.about, ''].join('|');
}

function truthRow(kind: string, about: string, fields: Readonly<Record<string, string>>): string {
  const list = Object.entries(fields).map(([name, says]) => `\`${name}\` ${says}`);
  return ['', `\`${kind}\``, about, list.join('; '), ''].join('|');
}

describe('docs/simulator.md', () => {
  it('holds a row for every knob, as declared', async () => {
    const lines = await tableLines();
    const missing = Object.entries(KNOBS)
      .map(([name, knob]) => knobRow(name, knob))
      .filter((row) => !lines.has(row));
    expect(missing.join('\n')).toBe('');
  });

  it('holds a row for every kind of truth, as declared', async () => {
    const lines = await tableLines();
    const missing = Object.entries(TRUTH_KINDS)
      .map(([kind, { about, fields }]) => truthRow(kind, about, fields))
      .filter((row) => !lines.has(row));
    expect(missing.join('\n')).toBe('');
  });
});
