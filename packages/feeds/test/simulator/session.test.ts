import { describe, expect, it } from 'vitest';
import { restoreMarketSimulator } from '../../src/simulator/market.js';
import {
  decodeSession,
  encodeSession,
  sessionOf,
  sessionRun,
} from '../../src/simulator/session.js';
import { digest, market, START_NS, take } from './markets.js';

function savedText(): string {
  const simulator = market();
  take(simulator, 1_000);
  return encodeSession(sessionOf(simulator, 1));
}

/** The saved session with the value at `path` replaced. */
function damaged(path: readonly string[], value: unknown): string {
  const session: unknown = JSON.parse(savedText());
  let holder = session as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    holder = holder[key] as Record<string, unknown>;
  }
  holder[path[path.length - 1]] = value;
  return JSON.stringify(session);
}

describe('session', () => {
  it('comes back from its text, and its market goes on', () => {
    const simulator = market();
    take(simulator, 1_000);
    const session = decodeSession(encodeSession(sessionOf(simulator, 3)));
    expect(session).toEqual(sessionOf(simulator, 3));
    expect(digest(take(restoreMarketSimulator(session.snapshot), 1_000))).toBe(
      digest(take(simulator, 1_000)),
    );
  });

  it('names another run at every start', () => {
    const simulator = market();
    expect(sessionRun(sessionOf(simulator, 1))).toMatch(
      new RegExp(`^sim-7-${START_NS}-[0-9a-f]{8}-1$`),
    );
    expect(sessionRun(sessionOf(simulator, 2))).toMatch(
      new RegExp(`^sim-7-${START_NS}-[0-9a-f]{8}-2$`),
    );
  });

  it('names another run for other knobs', () => {
    const runs = [market(), market({ wallEffect: 0 })].map((each) =>
      sessionRun(sessionOf(each, 1)),
    );
    expect(runs[0]).not.toBe(runs[1]);
  });

  it.each([
    [savedText().slice(0, -40), 'session: expected JSON'],
    ['[]', 'session: expected an object, was []'],
    [damaged(['starts'], 0), 'session.starts: expected a whole number from 1, was 0'],
    [damaged(['snapshot', 'format'], 'x'), 'delete the session'],
    [damaged(['snapshot', 'anchorNs'], '-5'), 'snapshot.anchorNs: expected nanoseconds'],
    [damaged(['snapshot', 'anchorNs'], '5'), 'snapshot.anchorNs: expected an instant after'],
    [damaged(['snapshot', 'settings', 'seed'], 'x'), '"seed": expected a safe integer, was x'],
    [damaged(['snapshot', 'settings', 'stockSymbol'], 5), 'stockSymbol'],
    [damaged(['snapshot', 'state', 'ordinal'], null), 'snapshot.state.ordinal: expected a finite'],
    [damaged(['snapshot', 'state', 'book', 'bid', 'sizes'], [1]), 'sizes: expected an array of 24'],
    [damaged(['snapshot', 'state', 'futuresSymbol'], 1), 'futuresSymbol: expected a string, was 1'],
    [damaged(['snapshot', 'state', 'randoms'], {}), 'snapshot.state.randoms'],
  ])('refuses a damaged file (%#) and says where', (text, message) => {
    expect(() => decodeSession(text)).toThrow(message);
    expect(() => decodeSession(text)).toThrow(expect.objectContaining({ code: 'BAD_SESSION' }));
  });
});
