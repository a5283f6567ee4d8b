import { SignalsError } from '../errors.js';
import { ES_PARAMETERS, SPY_PARAMETERS, type LevelParameters } from './level-parameters.js';

/** What the levels are of. */
export type Underlying =
  /** A stock: trades and quotes of this symbol. */
  | { readonly kind: 'stock'; readonly symbol: string }
  /** A futures product: its front contract, whose own book and tape are the proxy. */
  | { readonly kind: 'futures'; readonly root: string };

/** The futures product that lends its book and tape. */
export interface Proxy {
  readonly root: string;
  /** Smallest step of its price. */
  readonly tickSize: number;
  /** Dollars a point. */
  readonly multiplier: number;
  /** Price of the proxy ÷ price of the underlying. `auto`: a trailing median while both flow, else 10. */
  readonly ratio: 'auto' | number;
}

/** Everything that decides what the engine says, beside its events and its warm-up. */
export interface EngineConfig {
  readonly underlying: Underlying;
  /** Null: no book, no tape. */
  readonly proxy: Proxy | null;
  /** Who signs the rows. */
  readonly producer: string;
  /** `exchange`: sessions of the exchange calendars. `always`: every UTC day is one, open all day. */
  readonly hours: 'exchange' | 'always';
  /** `HH:MM` New York, in place of the calendar's; a start from 18:00 on is on the evening before. */
  readonly sessionStart: string | null;
  readonly sessionEnd: string | null;
  /** Prices of USER_HOTZONE levels. */
  readonly hotzones: readonly number[];
  readonly gridMs: number;
  /** An event that became known later than this after it happened is not used. */
  readonly latenessMs: number;
  /** An event that claims to have happened so much after it became known is not used. */
  readonly earlinessMs: number;
  /** Copies of events are recognised for so long after their tick. */
  readonly copySeconds: number;
  /** Sessions that a warm-up reads. */
  readonly warmUpSessions: number;
  readonly parameters: LevelParameters;
}

const COMMON = {
  producer: 'assay',
  hours: 'exchange',
  sessionStart: null,
  sessionEnd: null,
  hotzones: [],
  gridMs: 250,
  latenessMs: 500,
  earlinessMs: 1_000,
  copySeconds: 60,
  warmUpSessions: 7,
} as const;

/** SPY by its own prints and quotes, the book and tape of ES, and the options of SPY. */
export const SPY_CONFIG: EngineConfig = {
  ...COMMON,
  underlying: { kind: 'stock', symbol: 'SPY' },
  proxy: { root: 'ES', tickSize: 0.25, multiplier: 50, ratio: 'auto' },
  parameters: SPY_PARAMETERS,
};

/** ES by itself. */
export const ES_CONFIG: EngineConfig = {
  ...COMMON,
  underlying: { kind: 'futures', root: 'ES' },
  proxy: { root: 'ES', tickSize: 0.25, multiplier: 50, ratio: 1 },
  parameters: ES_PARAMETERS,
};

/** What rows and options call the underlying: the stock's symbol or the product's root. */
export function underlyingName({ underlying }: EngineConfig): string {
  return underlying.kind === 'stock' ? underlying.symbol : underlying.root;
}

/** Throws `BAD_CONFIG` that names the field, its value and what was expected. */
export function checkConfig(config: EngineConfig): void {
  const positive: Readonly<Record<string, number>> = {
    gridMs: config.gridMs,
    latenessMs: config.latenessMs,
    earlinessMs: config.earlinessMs,
    copySeconds: config.copySeconds,
    ...config.parameters,
    ...(config.proxy === null
      ? {}
      : { tickSize: config.proxy.tickSize, multiplier: config.proxy.multiplier }),
  };
  for (const [field, value] of Object.entries(positive)) {
    if (!Number.isFinite(value) || value <= 0) {
      throw bad(field, 'a number above 0', value);
    }
  }
  if (!Number.isInteger(config.gridMs * 1e6)) {
    throw bad('gridMs', 'a whole number of nanoseconds', config.gridMs);
  }
  const { proxy, underlying, hotzones, warmUpSessions } = config;
  if (proxy !== null && proxy.ratio !== 'auto' && !(proxy.ratio > 0)) {
    throw bad('ratio', '"auto" or a number above 0', proxy.ratio);
  }
  if (underlying.kind === 'futures' && (proxy?.root !== underlying.root || proxy.ratio !== 1)) {
    throw bad('proxy', `the product itself at ratio 1 for ${underlying.root}`, proxy?.root ?? null);
  }
  if (!Number.isInteger(warmUpSessions) || warmUpSessions < 1) {
    throw bad('warmUpSessions', 'a whole number from 1', warmUpSessions);
  }
  const badZone = hotzones.find((price) => !(price > 0));
  if (badZone !== undefined) {
    throw bad('hotzones', 'prices above 0', badZone);
  }
}

function bad(field: string, expected: string, was: unknown): SignalsError {
  return new SignalsError('BAD_CONFIG', `${field}: expected ${expected}, was ${String(was)}`);
}
