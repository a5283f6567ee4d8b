import { describe, expect, it } from 'vitest';
import { S3Failure, type FailureKind } from '../../src/s3/failure.js';
import type { Pace } from '../../src/s3/pace.js';
import { replaceIfSame } from '../../src/s3/replace-if-same.js';
import type { S3Service } from '../../src/s3/service.js';

const failure = (kind: FailureKind) => new S3Failure(kind, 'UNAVAILABLE', kind);
const hasty: Pace = { attempts: 3, pause: async () => undefined, repeat: (act) => act() };

/** Whose object is there when it is looked at; `answers` are what the sendings fail with, one by one. */
async function replace(
  answers: readonly FailureKind[],
  there: 'nothing' | 'the old one' | 'mine' | "another's" | 'unnamed',
) {
  const left = [...answers];
  const calls: string[] = [];
  const head = async () => {
    calls.push('head');
    if (there === 'nothing') throw failure('absent');
    const attempt = { mine: 'me', unnamed: undefined }[there as 'mine'] ?? 'other';
    const etag = there === 'the old one' ? 'old' : 'new';
    return {
      bytes: 1,
      etag,
      sha256: undefined,
      attempt: there === 'unnamed' ? undefined : attempt,
    };
  };
  const upload = {
    send: async () => {
      calls.push('send');
      const answer = left.shift();
      if (answer !== undefined) throw failure(answer);
    },
    abandon: async () => void calls.push('abandon'),
  };
  const service = { head } as unknown as S3Service;
  const request = { key: 'k', tag: 'old', attempt: 'me', upload };
  const outcome = await replaceIfSame(service, hasty, request).catch(
    (error: unknown) => (error as S3Failure).code,
  );
  return { outcome, calls: calls.join(' ') };
}

describe('replaceIfSame', () => {
  it.each([
    // What the service says at once.
    [[], 'the old one', 'replaced', 'send'],
    [['taken'], "another's", 'changed', 'send head abandon'],
    [['taken'], 'nothing', 'changed', 'send head abandon'],
    [['taken'], 'unnamed', 'changed', 'send head abandon'],
    [['taken'], 'mine', 'replaced', 'send head'],
    [['taken'], 'the old one', 'replaced', 'send head send'],
    [['conflict'], 'the old one', 'replaced', 'send head send'],
    [['conflict'], "another's", 'changed', 'send head abandon'],
    // What it leaves open: while the old one is there, ours is not.
    [['unsure'], 'the old one', 'replaced', 'send head send'],
    [['unsure'], 'mine', 'replaced', 'send head'],
    // Ours may have been there before this one, which nobody can tell.
    [['unsure'], "another's", 'UNDECIDED', 'send head abandon'],
    [['unsure'], 'nothing', 'UNDECIDED', 'send head abandon'],
    [['unsure'], 'unnamed', 'UNDECIDED', 'send head abandon'],
    // Certainly without effect: nothing to look at.
    [['not-done', 'not-done'], 'the old one', 'replaced', 'send send send'],
    [['not-done', 'not-done', 'not-done'], 'the old one', 'UNAVAILABLE', 'send send send abandon'],
    [['unsure', 'refused'], 'the old one', 'UNDECIDED', 'send head send abandon'],
    [['refused'], 'the old one', 'UNAVAILABLE', 'send abandon'],
  ] as const)('%j, then %s is there: %s', async (answers, there, outcome, calls) => {
    expect(await replace(answers, there)).toEqual({ outcome, calls });
  });
});
