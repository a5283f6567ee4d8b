import { describe, expect, it } from 'vitest';
import { BusError } from '../src/errors.js';
import { streamOf } from '../src/subjects.js';

describe('streamOf', () => {
  it.each([
    ['levels.signals', 'levels'],
    ['market.futures.trades', 'market'],
    ['market.anything.new', 'market'],
    ['somebody.elses.subject', 'market'],
    ['levelsignals', 'market'],
  ])('sends %s to %s', (subject, stream) => {
    expect(streamOf(subject)).toBe(stream);
  });

  it.each(['', 'levels', 'levels.', 'levels.other', 'levels.signals.v1'])(
    "refuses '%s'",
    (subject) => {
      expect(() => streamOf(subject)).toThrow(BusError);
    },
  );
});
