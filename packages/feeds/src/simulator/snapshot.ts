import { END_TIME_NS } from '@assay/schemas';
import { FeedError } from '../errors.js';
import { resolveSettings, type MarketSettings } from './settings.js';
import { initialState, type MarketState } from './state.js';

/** Rises when states of an older release mean something else, or events would differ. */
export const SNAPSHOT_FORMAT = 'assay-market-2';

/** A market between two events; JSON-safe: `JSON.parse(JSON.stringify(snapshot))` is as good. */
export interface MarketSnapshot {
  readonly format: string;
  readonly settings: MarketSettings;
  /** Decimal int64: the instant that the state's times count from. */
  readonly anchorNs: string;
  readonly state: MarketState;
}

/** What a snapshot holds, as a copy of its own. Throws `BAD_SESSION` when it is damaged. */
export function readSnapshot(value: unknown): {
  settings: MarketSettings;
  anchorNs: bigint;
  state: MarketState;
} {
  const snapshot = record(value, 'snapshot');
  if (snapshot.format !== SNAPSHOT_FORMAT) {
    throw badSession(
      'snapshot.format',
      `"${SNAPSHOT_FORMAT}" (the market of another release cannot go on: delete the session)`,
      snapshot.format,
    );
  }
  const settings = readSettings(record(snapshot.settings, 'snapshot.settings'));
  const anchorNs = decimalNs(snapshot.anchorNs, 'snapshot.anchorNs');
  if (anchorNs < BigInt(settings.startNs) || anchorNs >= END_TIME_NS) {
    throw badSession('snapshot.anchorNs', 'an instant after the start', snapshot.anchorNs);
  }
  matchShape(snapshot.state, initialState(settings), 'snapshot.state');
  return { settings, anchorNs, state: structuredClone(snapshot.state as MarketState) };
}

function readSettings(raw: Record<string, unknown>): MarketSettings {
  const startNs = decimalNs(raw.startNs, 'snapshot.settings.startNs');
  try {
    const { futuresSymbol, ...rest } = raw as unknown as MarketSettings;
    const symbol = futuresSymbol === null ? {} : { futuresSymbol };
    const settings = resolveSettings({ ...rest, ...symbol, startNs });
    matchShape(raw, settings, 'snapshot.settings');
    return settings;
  } catch (cause) {
    if (cause instanceof FeedError && cause.code === 'BAD_OPTION') {
      throw new FeedError('BAD_SESSION', `snapshot.settings: ${cause.problem}`, { cause });
    }
    throw cause;
  }
}

/** Throws unless `value` has the form of `model`: the same keys, types and array lengths. */
function matchShape(value: unknown, model: unknown, path: string): void {
  if (Array.isArray(model)) {
    if (!Array.isArray(value) || value.length !== model.length) {
      throw badSession(path, `an array of ${model.length}`, value);
    }
    value.forEach((element, index) => matchShape(element, model[index], `${path}[${index}]`));
  } else if (typeof model === 'object' && model !== null) {
    const fields = record(value, path);
    for (const [key, part] of Object.entries(model)) {
      matchShape(fields[key], part, `${path}.${key}`);
    }
  } else if (typeof model === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw badSession(path, 'a finite number', value);
    }
  } else if (typeof value !== typeof model) {
    throw badSession(path, model === null ? 'null' : `a ${typeof model}`, value);
  }
}

/** Reads a decimal int64. */
function decimalNs(value: unknown, path: string): bigint {
  if (typeof value !== 'string' || !/^\d{1,19}$/.test(value)) {
    throw badSession(path, 'nanoseconds in decimal text', value);
  }
  return BigInt(value);
}

/** The fields of an object. Throws `BAD_SESSION` for anything else. */
export function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badSession(path, 'an object', value);
  }
  return value as Record<string, unknown>;
}

/** The error for a session or snapshot that says something it cannot. */
export function badSession(path: string, expectation: string, value: unknown): FeedError {
  const was = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
  return new FeedError('BAD_SESSION', `${path}: expected ${expectation}, was ${was}`);
}
