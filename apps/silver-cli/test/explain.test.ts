import { CommandFailure } from '@assay/cli';
import { QueryError } from '@assay/query';
import { SilverError, type SilverErrorCode } from '@assay/silver';
import { describe, expect, it } from 'vitest';
import { explain } from '../src/explain.js';

function told(error: Error): CommandFailure {
  const failure = explain(error, 'write');
  expect(failure).toBeInstanceOf(CommandFailure);
  return failure as CommandFailure;
}

describe('explain', () => {
  it.each<[SilverErrorCode, string, string, string]>([
    ['FROZEN', 'x: was none: bring that file back from a copy', 'x: was none', 'bring that file'],
    ['FROZEN', 'x: was deleted: leave "force" out', 'x: was deleted', 'leave --force out'],
    [
      'NOT_COMPACTED',
      'x: was not: run silver-cli compact --date D',
      'x: was not',
      'run silver-cli',
    ],
    ['NO_DATA', 'x: was none: pass allowMissing', 'x: was none', 'give --allow-missing'],
    ['INPUT_CHANGED', 'x: was y: put the file back', 'x: was y', 'put the file back'],
    ['BAD_REQUEST', 'expected "startNs" first', 'expected --start first', 'mend the options'],
  ])('takes the next step of %s out of "%s"', (code, message, words, next) => {
    const failure = told(new SilverError(code, message));
    expect(failure.message).toBe(words);
    expect(failure.next).toContain(next);
    expect(failure.cause).toBeUndefined();
  });

  it('proposes no --force to be left out where it was not given', () => {
    expect(told(new SilverError('FROZEN', 'x: lost')).next).not.toContain('--force');
  });

  it('says where there is no room, and that there is too little memory, instead of a statement', () => {
    const full = new QueryError(
      'ENGINE',
      'IO Error: Could not write file "/lake/_lake/staging/a/part.parquet": No space left on device ' +
        '(in: COPY (SELECT 1))',
    );
    expect(told(full).message).toBe('/lake/_lake/staging/a: expected room to write, was full');
    expect(told(full).next).toContain('free space in /lake/_lake/staging/a');
    const small = new QueryError(
      'ENGINE',
      'Out of Memory Error: failed to pin (in: COPY (SELECT 1))',
    );
    expect(told(small).next).toContain('--memory');
    expect(told(small).message).not.toContain('SELECT');
  });
});
