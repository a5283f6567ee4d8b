import { sha256Hex } from '@assay/schemas';
import { FeedError } from '../errors.js';
import type { MarketSimulator } from './market.js';
import { badSession, record, readSnapshot, type MarketSnapshot } from './snapshot.js';

/**
 * What a service keeps of its simulated market between two starts, e.g. in `data/demo/session.json`.
 * Each start is a producer's run of its own: after a crash the saved market may be a little older than
 * the events already sent, and under one run two different events would claim one ordinal.
 */
export interface SimulatorSession {
  /** How often the market was started, this time included: 1, 2, 3 … */
  readonly starts: number;
  readonly snapshot: MarketSnapshot;
}

/**
 * The run (`Assay-Run`) of a session's present start: seed, first instant, digest of all settings (other
 * knobs give other events) and count of starts.
 */
export function sessionRun({ starts, snapshot }: SimulatorSession): string {
  const { settings } = snapshot;
  const digest = sha256Hex(JSON.stringify(settings)).slice(0, 8);
  return `sim-${settings.seed}-${settings.startNs}-${digest}-${starts}`;
}

/** The session of a market between two batches, in its `starts`-th start. */
export function sessionOf(market: MarketSimulator, starts: number): SimulatorSession {
  return { starts, snapshot: market.snapshot() };
}

/**
 * The session as text. Write it before the first event of a start is sent, then from time to time, and
 * at the end; by a temporary file and a rename, or the like.
 */
export function encodeSession(session: SimulatorSession): string {
  return `${JSON.stringify(session)}\n`;
}

/** Reads `encodeSession`'s text. Throws `FeedError` (`BAD_SESSION`) that says what is wrong where. */
export function decodeSession(text: string): SimulatorSession {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const length = `${text.length} characters`;
    throw new FeedError('BAD_SESSION', `session: expected JSON, was no JSON (${length})`, {
      cause,
    });
  }
  const session = record(value, 'session');
  const { starts, snapshot } = session;
  if (typeof starts !== 'number' || !Number.isSafeInteger(starts) || starts < 1) {
    throw badSession('session.starts', 'a whole number from 1', starts);
  }
  readSnapshot(snapshot);
  return { starts, snapshot: snapshot as MarketSnapshot };
}
