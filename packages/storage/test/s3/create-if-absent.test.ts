import { describe, expect, it } from 'vitest';
import { createIfAbsent } from '../../src/s3/create-if-absent.js';
import { S3Failure, type FailureKind } from '../../src/s3/failure.js';
import type { Pace } from '../../src/s3/pace.js';
import type { S3Service } from '../../src/s3/service.js';

const failure = (kind: FailureKind) => new S3Failure(kind, 'UNAVAILABLE', kind);
const hasty: Pace = { attempts: 3, pause: async () => undefined, repeat: (act) => act() };

/** A key at which `writer` has an object; `answers` are what the sendings fail with, one by one. */
async function create(
  answers: readonly (FailureKind | undefined)[],
  writer: 'nobody' | 'unnamed' | 'me' | 'other',
) {
  const left = [...answers];
  const calls: string[] = [];
  const head = async () => {
    calls.push('head');
    if (writer === 'nobody') throw failure('absent');
    const attempt = writer === 'unnamed' ? undefined : writer;
    return { bytes: 1, etag: 'e', sha256: undefined, attempt };
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
  const outcome = await createIfAbsent(service, hasty, { key: 'k', attempt: 'me', upload }).catch(
    (error: unknown) => (error as S3Failure).code,
  );
  return { outcome, calls: calls.join(' ') };
}

describe('createIfAbsent', () => {
  it.each([
    // What the service says at once.
    [[], 'nobody', 'created', 'send'],
    [['taken'], 'other', 'exists', 'send head abandon'],
    [['taken'], 'me', 'created', 'send head'],
    // Our objects always bear a name: without one it is not ours.
    [['taken'], 'unnamed', 'exists', 'send head abandon'],
    // What it leaves open.
    [['unsure'], 'me', 'created', 'send head'],
    [['unsure'], 'other', 'exists', 'send head abandon'],
    [['unsure'], 'nobody', 'created', 'send head send'],
    [['conflict'], 'nobody', 'created', 'send head send'],
    [['conflict'], 'other', 'exists', 'send head abandon'],
    // A service that forgets names cannot say whose it is once an answer was lost.
    [['unsure'], 'unnamed', 'UNDECIDED', 'send head abandon'],
    // Certainly without effect: nothing to look at.
    [['not-done', 'not-done'], 'nobody', 'created', 'send send send'],
    [['not-done', 'not-done', 'not-done'], 'nobody', 'UNAVAILABLE', 'send send send abandon'],
    // Once unsure, for ever unsure.
    [['unsure', 'not-done', 'not-done'], 'nobody', 'UNDECIDED', 'send head send send abandon'],
    [['unsure', 'refused'], 'nobody', 'UNDECIDED', 'send head send abandon'],
    [['refused'], 'nobody', 'UNAVAILABLE', 'send abandon'],
    [['given-up'], 'nobody', 'UNAVAILABLE', 'send abandon'],
  ] as const)('%j, then %s has it: %s', async (answers, writer, outcome, calls) => {
    expect(await create(answers, writer)).toEqual({ outcome, calls });
  });
});
