import type { SilverHour, SilverInput, SilverOptions } from '@assay/schemas';
import { describe, expect, it } from 'vitest';
import type { InputFate } from '../../src/plan/bronze-listing.js';
import {
  planUnit,
  type FileState,
  type UnitFacts,
  type Verdict,
} from '../../src/plan/plan-unit.js';

const PLAIN: SilverOptions = { collapse_ambiguous: false, tolerance_ns: null };

function input(key: string): SilverInput {
  return { key, sha256: key.repeat(64).slice(0, 64) };
}

function recorded(keys: string, change: Partial<SilverHour> = {}): SilverHour {
  return {
    partition: 'ESZ5',
    hour: '14',
    rule: 1,
    options: PLAIN,
    inputs: keys.split('').map(input),
    rows_read: 1,
    rows_written: 1,
    duplicates_removed: 0,
    ambiguous_duplicates: 0,
    enrichment: null,
    output: { key: 'silver/x', bytes: 9, sha256: 'f'.repeat(64), min_ts: 1n, max_ts: 1n },
    ...change,
  };
}

interface Case {
  /** Keys that Bronze lists for the hour. */
  readonly listed: string;
  /** Keys that the record was made of; undefined: there is no record. */
  readonly made?: string;
  readonly retired?: string;
  /** Retired greeks that rows of the hour look at. */
  readonly retiredGreeks?: string;
  /** Listed by Bronze, but not looked at for this hour. */
  readonly elsewhere?: string;
  readonly file?: FileState;
  readonly standing?: SilverHour;
  readonly rule?: number;
  readonly options?: SilverOptions;
  readonly force?: boolean;
}

function plan(given: Case): Verdict {
  const { listed, made, retired = '', retiredGreeks = '', elsewhere = '' } = given;
  const fateOf = ({ key }: SilverInput): InputFate => {
    if (listed.includes(key) || elsewhere.includes(key)) {
      return 'listed';
    }
    return `${retired}${retiredGreeks}`.includes(key) ? 'retired' : 'vanished';
  };
  const facts: UnitFacts = {
    name: 'futures.trades.v1 ESZ5 2025-12-16 hour 14',
    inputs: listed.split('').map(input),
    fateOf,
    retired: retired.length,
    retiredGreeks: retiredGreeks.split('').map(input),
    head: made === undefined ? undefined : recorded(made),
    file: given.file ?? 'recorded',
    standing: given.standing,
  };
  const wish = { rule: given.rule ?? 1, options: given.options ?? PLAIN };
  return planUnit(facts, { ...wish, force: given.force ?? false });
}

function said(verdict: Verdict): string {
  return verdict.action === 'refuse'
    ? `refuse: ${verdict.error.code}`
    : `${verdict.action}: ${verdict.reason}`;
}

describe('planUnit', () => {
  it.each<[string, Case]>([
    ['build: new', { listed: 'a' }],
    [
      'build: new; the file there, which no compaction recorded, goes',
      { listed: 'a', file: 'other' },
    ],
    ['keep: unchanged', { listed: 'ab', made: 'ab' }],
    ['build: inputs added (1 file)', { listed: 'abc', made: 'ab' }],
    ['build: inputs added (2 files)', { listed: 'abcd', made: 'ab', force: true }],
    ['build: rule version (1 → 2)', { listed: 'a', made: 'a', rule: 2 }],
    [
      'build: options (collapse_ambiguous false → true)',
      { listed: 'a', made: 'a', options: { ...PLAIN, collapse_ambiguous: true } },
    ],
    [
      'build: options (tolerance none → 5ns)',
      { listed: 'a', made: 'a', options: { ...PLAIN, tolerance_ns: 5n } },
    ],
    ['build: file missing', { listed: 'a', made: 'a', file: 'missing' }],
    ['build: file not the recorded one', { listed: 'a', made: 'a', file: 'other' }],
    ['build: forced', { listed: 'a', made: 'a', force: true }],
    // A snapshot file that a shorter tolerance no longer looks at is no file that vanished.
    [
      "build: inputs out of the join's window (1 file)",
      { listed: 'a', made: 'ab', elsewhere: 'b' },
    ],
    ['refuse: INPUT_VANISHED', { listed: 'a', made: 'ab' }],
    ['refuse: INPUT_VANISHED', { listed: '', made: 'a' }],
    ['refuse: INPUT_VANISHED', { listed: 'a', made: 'ab', force: true }],
    ['refuse: INPUT_VANISHED', { listed: 'a', made: 'abc', retired: 'b' }],
    ['keep: frozen (1 file retired)', { listed: 'a', made: 'ab', retired: 'b' }],
    ['keep: frozen (2 files retired)', { listed: '', made: 'ab', retired: 'ab' }],
    ['keep: frozen (1 file retired)', { listed: '', made: 'a', retired: 'a', rule: 2 }],
    [
      'keep: frozen (1 file retired; 2 files came later and are not in it)',
      { listed: 'cd', made: 'a', retired: 'a' },
    ],
    ['refuse: FROZEN', { listed: '', made: 'a', retired: 'a', force: true }],
    ['refuse: FROZEN', { listed: '', made: 'a', retired: 'a', file: 'missing' }],
    ['refuse: FROZEN', { listed: '', made: 'a', retired: 'a', file: 'other' }],
    ['keep: frozen (1 file retired)', { listed: 'a', made: 'ag', retiredGreeks: 'g' }],
    ['refuse: FROZEN', { listed: 'a', made: 'a', retiredGreeks: 'g' }],
    ['refuse: FROZEN', { listed: 'ab', made: 'a', retiredGreeks: 'g' }],
    // Compacted now, the hour would be joined to less, or smaller, than what was stored.
    ['refuse: FROZEN', { listed: 'a', retiredGreeks: 'g' }],
    ['refuse: FROZEN', { listed: 'a', retired: 'b' }],
  ])('says "%s" of %o', (expected, given) => {
    expect(said(plan(given))).toBe(expected);
  });

  it.each<[string, Case]>([
    [
      `expected its file with SHA-256 ${'f'.repeat(64)}, was none; Bronze of it (1 file) was deleted by ` +
        'retention: bring that file back from a copy of the lake (silver/x)',
      { listed: '', made: 'a', retired: 'a', file: 'missing' },
    ],
    [
      `expected its file with SHA-256 ${'f'.repeat(64)}, was another; Bronze of it (2 files) was deleted ` +
        'by retention: bring that file back from a copy of the lake (silver/x)',
      { listed: '', made: 'ab', retired: 'ab', file: 'other', force: true },
    ],
    [
      'expected the Bronze files that it was made of, was 1 file deleted by retention: leave "force" ' +
        'out, so that the hour stays as it is',
      { listed: '', made: 'a', retired: 'a', force: true },
    ],
    [
      'expected all Bronze files of the hour, was 1 file deleted by retention before the hour was ever ' +
        'compacted: compact it in a copy of the lake that has them still',
      { listed: 'a', retired: 'b' },
    ],
  ])('says what is to be done of an hour that retention froze: %s', (expected, given) => {
    const verdict = plan(given);
    const error = verdict.action === 'refuse' ? verdict.error : undefined;
    expect(error?.message).toBe(`futures.trades.v1 ESZ5 2025-12-16 hour 14: ${expected}`);
  });

  it('has a frozen hour recorded again as what stands there, and refuses to force it', () => {
    const standing = recorded('a', { rows_written: 7 });
    const frozen = { listed: '', made: 'a', retired: 'a', standing };
    for (const file of ['missing', 'other'] as const) {
      const verdict = plan({ ...frozen, file });
      expect(verdict).toMatchObject({ action: 'restore', record: standing });
      expect(said(plan({ ...frozen, file, force: true }))).toBe('refuse: FROZEN');
    }
  });

  it('takes a file of other bytes under a known name for another file', () => {
    const facts: UnitFacts = {
      name: 'x',
      inputs: [{ key: 'a', sha256: 'b'.repeat(64) }],
      fateOf: ({ sha256 }) => (sha256.startsWith('b') ? 'listed' : 'vanished'),
      retired: 0,
      retiredGreeks: [],
      head: recorded('a'),
      file: 'recorded',
    };
    const verdict = planUnit(facts, { rule: 1, options: PLAIN, force: false });
    expect(said(verdict)).toBe('refuse: INPUT_VANISHED');
  });
});
