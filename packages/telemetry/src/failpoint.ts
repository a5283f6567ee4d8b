/**
 * A named instant at which a test may stop the process or throw. Production code calls it between two
 * durable steps; the default does nothing. Names are `<package>.<step>`, e.g. `ledger.after-intent`.
 */
export type Failpoint = (name: string) => void | Promise<void>;

/** The failpoint of production: none. */
export const noFailpoint: Failpoint = () => undefined;
