import { describe, expect, it } from 'vitest';
import {
  decidingSubject,
  formatDeadLetterId,
  parseDeadLetterId,
  positionOf,
  replayRun,
  replaySubject,
  SUBJECT_HEADER,
  subjectWithoutReplay,
} from '../src/index.js';

const LETTER = { shard: 'MARKET_FUTURES', epoch: 2, position: positionOf(1042n, 7) };

describe('the identity of a dead letter', () => {
  it('is its place in the log, and reads back as it was written', () => {
    expect(formatDeadLetterId(LETTER)).toBe('MARKET_FUTURES/2/1042/7');
    expect(parseDeadLetterId('MARKET_FUTURES/2/1042/7')).toEqual(LETTER);
    expect(parseDeadLetterId('MARKET_FUTURES/e2/1042/7')).toEqual(LETTER);
    expect(parseDeadLetterId('a/b/1/0/0')).toEqual({ shard: 'a/b', epoch: 1, position: 0n });
  });

  it('is nothing else', () => {
    for (const text of ['', 'x/1/2', 'x/0/1/1', 'x/1/1/65536', 'x/1/-1/0', 'x/1/1/0/', '/1/1/1']) {
      expect(parseDeadLetterId(text), text).toBeUndefined();
    }
    expect(parseDeadLetterId(`x/1/${2n ** 47n}/0`)).toBeUndefined();
  });

  it('names one run an epoch, whose ordinals are positions', () => {
    expect(replayRun('market', 1)).toBe('replay/market/1');
  });
});

describe('the subject of a replayed letter', () => {
  it('is one of its own under the first one, of the same dataset', () => {
    const subject = replaySubject('market.futures.trades', LETTER);
    expect(subject).toMatch(/^market\.futures\.trades\.replay\.[0-9a-f]{8}-2-1042-7$/);
    expect(subjectWithoutReplay(subject)).toBe('market.futures.trades');
    expect(decidingSubject({ subject, headers: undefined })).toBe('market.futures.trades');
    const corrected = { [SUBJECT_HEADER]: 'market.stocks.trades' };
    expect(decidingSubject({ subject, headers: corrected })).toBe('market.stocks.trades');
  });

  it('replaces that of an earlier replay', () => {
    const second = { ...LETTER, position: LETTER.position + 1n };
    const again = replaySubject(replaySubject('market.futures.trades', LETTER), second);
    expect(again).toBe(replaySubject('market.futures.trades', second));
  });

  it('is no rule for other subjects', () => {
    for (const subject of ['market.replay.x', 'market.futures.trades.replay.abc-1-1-1', 'a.b']) {
      expect(subjectWithoutReplay(subject)).toBe(subject);
      expect(decidingSubject({ subject, headers: { [SUBJECT_HEADER]: 'c' } })).toBe(subject);
    }
  });
});
