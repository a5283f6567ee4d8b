import { describe, expect, it } from 'vitest';
import { DEAD_LETTER_COLUMNS, DEAD_LETTER_REASONS } from '../src/index.js';

describe('dead letters', () => {
  it('carry where the event came from, why it was refused and its bytes', () => {
    const columns = DEAD_LETTER_COLUMNS.map(
      ({ name, type, nullable }) => `${name} ${type}${nullable ? '?' : ''}`,
    );
    expect(columns).toEqual([
      '_pos i64',
      '_run utf8?',
      '_run_pos i64?',
      'subject utf8',
      'dataset utf8?',
      'reason utf8',
      'field utf8?',
      'detail utf8',
      'headers utf8?',
      'event utf8',
      'event_bytes i64',
    ]);
  });

  it('explain every reason', () => {
    for (const [reason, meaning] of Object.entries(DEAD_LETTER_REASONS)) {
      expect(reason).toMatch(/^[A-Z0-9_]+$/);
      expect(meaning.length).toBeGreaterThan(10);
    }
  });
});
