/*
 * Real servers for the tests and benches of this repository: `@assay/testkit/servers` by a path that
 * every package may take, those included that testkit itself stands on.
 */
export * from './packages/testkit/servers/index.mjs';

/** Peers that benches measure against, from `../shared/peers` beside the checkout. */
export interface Peers {
  /** The Go peer's executable, built into the cache. */
  readonly goToParquet: string;
  /** A Python that has what the scripts in `folder` import. */
  readonly python: string;
  readonly folder: string;
}

/** The peers, provisioned; undefined where the folder is absent. For benches alone. */
export declare function findPeers(): Promise<Peers | undefined>;
