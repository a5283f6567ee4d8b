/**
 * What the market knows of itself and no feed says: one JSON object a line. Every kind of record and
 * its fields are declared here; the table in docs/simulator.md is held to it. Prices are in points of
 * ES unless said otherwise.
 */
export const TRUTH_KINDS = {
  session: {
    about: 'ES opens for a trade date',
    fields: { date: 'trade date', closes_ns: 'when it ends', half_day: 'it ends early' },
  },
  regime: {
    about: 'the spell changes',
    fields: { regime: 'quiet, trending or volatile', drift: '−1, 0 or +1: where it trends' },
  },
  'wall-planted': {
    about: 'a wall is put into the book',
    fields: { wall: 'its number', side: 'bid or ask', price: 'where', contracts: 'its size' },
  },
  'wall-touched': {
    about: 'the touch reaches it; what it is meant to do is decided now',
    fields: {
      wall: 'its number',
      price: 'where',
      intent: 'hold or break',
      contracts: 'left of it',
    },
  },
  'wall-held': {
    about: 'the middle is 3 points away again, on its own side',
    fields: {
      wall: 'its number',
      price: 'where',
      intent: 'as at the touch',
      filled: 'contracts executed there since the touch',
      added: 'contracts put back since the touch',
      pulled: 'contracts withdrawn since the touch',
    },
  },
  'wall-broke': {
    about: 'nothing is left of it after a touch',
    fields: {
      wall: 'its number',
      price: 'where',
      intent: 'as at the touch',
      filled: 'contracts executed there since the touch',
      added: 'contracts put back since the touch',
      pulled: 'contracts withdrawn since the touch',
    },
  },
  'wall-withdrawn': {
    about: 'it is taken away untouched, or far from the price',
    fields: { wall: 'its number', price: 'where' },
  },
  absorption: {
    about: 'a resting party begins to absorb one-sided market orders',
    fields: { side: 'bid or ask: where it rests', price: 'where', until_ns: 'at the longest' },
  },
  'absorption-ended': {
    about: 'it ends: the price turns, unless the level was overrun',
    fields: { side: 'as above', price: 'where', turned: 'false: overrun', absorbed: 'contracts' },
  },
  sweep: {
    about: 'one order takes several prices at once',
    fields: { direction: '+1 buys, −1 sells', prices: 'how many', contracts: 'executed' },
  },
  pin: {
    about: 'what dealers hold at one strike from now on',
    fields: { strike: 'dollars of the stock', contracts: 'long, or short below 0' },
  },
  hedge: {
    about: 'dealers trade ES against the change of their delta',
    fields: { contracts: 'bought, or sold below 0', net_gamma: 'shares a dollar of the stock' },
  },
  gap: {
    about: 'a feed lost a stretch (stamped with its end)',
    fields: { feed: 'a or b', from_ns: 'its start', lost: 'events' },
  },
  late: {
    about: 'an event arrived late',
    fields: { feed: 'a or b', dataset: 'id', ordinal: 'in its run', by_ns: 'how much' },
  },
  repeated: {
    about: 'an event was delivered again under its ordinal',
    fields: { feed: 'a or b', dataset: 'id', ordinal: 'in its run' },
  },
  bad: {
    about: 'a damaged event was sent',
    fields: { feed: 'a or b', dataset: 'id', ordinal: 'in its run', damage: 'what was done to it' },
  },
  'sequence-reset': {
    about: 'a numbering begins anew at 1, on every feed',
    fields: { channel: 'futures, stocks.trades, stocks.quotes or options' },
  },
} as const satisfies Readonly<
  Record<string, { readonly about: string; readonly fields: Readonly<Record<string, string>> }>
>;

export type TruthKind = keyof typeof TRUTH_KINDS;
export type TruthValue = string | number | bigint | boolean;

/** The fields that records of a kind carry. */
export type TruthFields<Kind extends TruthKind> = Readonly<
  Record<keyof (typeof TRUTH_KINDS)[Kind]['fields'], TruthValue>
>;

/** One record: what happened when. */
export interface TruthRecord {
  readonly tsEventNs: bigint;
  readonly kind: TruthKind;
  readonly fields: Readonly<Record<string, TruthValue>>;
}

/** Takes what the market tells of itself, in order of time. */
export type TellTruth = <Kind extends TruthKind>(
  kind: Kind,
  tsEventNs: bigint,
  fields: TruthFields<Kind>,
) => void;

/** A record as a JSON line (no newline): `ts_event_ns`, `kind`, then its fields as declared. */
export function encodeTruth({ tsEventNs, kind, fields }: TruthRecord): string {
  let line = `{"ts_event_ns":${tsEventNs},"kind":"${kind}"`;
  for (const name of Object.keys(TRUTH_KINDS[kind].fields)) {
    const value = fields[name];
    line += `,"${name}":${typeof value === 'bigint' ? String(value) : JSON.stringify(value)}`;
  }
  return `${line}}`;
}
