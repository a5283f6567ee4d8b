/** What a Databento dataset trades, which decides where its records go. */
export type MarketKind = 'futures' | 'equities' | 'options';

/**
 * Databento's dataset ids. Source: https://docs.rs/dbn, enum `Dataset` of module `publishers`, and
 * https://databento.com/docs/datasets. Part of the id is the venue or product family.
 */
const KINDS: Readonly<Record<MarketKind, readonly string[]>> = {
  futures: [
    'GLBX.MDP3',
    'IFEU.IMPACT',
    'IFLL.IMPACT',
    'IFUS.IMPACT',
    'NDEX.IMPACT',
    'XCBF.PITCH',
    'XEEE.EOBI',
    'XEUR.EOBI',
  ],
  equities: [
    'ARCX.PILLAR',
    'BATS.PITCH',
    'BATY.PITCH',
    'DBEQ.BASIC',
    'EDGA.PITCH',
    'EDGX.PITCH',
    'EPRL.DOM',
    'EQUS.ALL',
    'EQUS.MINI',
    'EQUS.PLUS',
    'FINN.NLS',
    'FINY.TRADES',
    'IEXG.TOPS',
    'MEMX.MEMOIR',
    'XASE.PILLAR',
    'XBOS.ITCH',
    'XCHI.PILLAR',
    'XCIS.BBO',
    'XCIS.PILLAR',
    'XCIS.TRADES',
    'XCIS.TRADESBBO',
    'XNAS.BASIC',
    'XNAS.ITCH',
    'XNAS.NLS',
    'XNAS.QBBO',
    'XNYS.BBO',
    'XNYS.PILLAR',
    'XNYS.TRADES',
    'XNYS.TRADESBBO',
    'XPSX.ITCH',
  ],
  options: ['OPRA.PILLAR'],
};

const KIND_OF: ReadonlyMap<string, MarketKind> = new Map(
  (['futures', 'equities', 'options'] as const).flatMap((kind) =>
    KINDS[kind].map((dataset) => [dataset, kind] as const),
  ),
);

/** The kind of a dataset id, or undefined where this release does not know it. */
export function marketKindOf(dataset: string): MarketKind | undefined {
  return KIND_OF.get(dataset);
}

/** The dataset ids whose records become rows. */
export const READ_DATASETS: readonly string[] = [
  ...KINDS.futures,
  ...KINDS.equities,
  ...KINDS.options,
];

/**
 * Venue of the publishers of futures, by `publisher_id`. `XOFF` are trades reported off the book.
 * Source: https://docs.rs/dbn, enum `Publisher` of module `publishers`.
 */
export const FUTURES_VENUES: ReadonlyMap<number, string> = new Map([
  [1, 'GLBX'],
  [57, 'IFEU'],
  [58, 'NDEX'],
  [84, 'XOFF'],
  [85, 'XOFF'],
  [97, 'IFUS'],
  [98, 'XOFF'],
  [99, 'IFLL'],
  [100, 'XOFF'],
  [101, 'XEUR'],
  [102, 'XEEE'],
  [103, 'XOFF'],
  [104, 'XOFF'],
]);
