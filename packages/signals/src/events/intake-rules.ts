/**
 * A row that became known longer than this (one hour, in ns) before its session began is early, of no session and no
 * copy of any row: nobody has to hold it until that session. What is early by less takes part in the reduction of copies.
 */
export const KNOWN_BEFORE_NS = 3_600_000_000_000;

/** What an intake takes, and how it judges rows. */
export interface IntakeRules {
  /** `[startNs, endNs)`, int64 ns: other rows are out of the session. Instants count from `startNs`. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** The session before, when its instants were taken: its usable rows come too late now, and are missed. */
  readonly previous?: { readonly startNs: bigint; readonly endNs: bigint } | undefined;
  /** A row that became known later than this after it happened is late. */
  readonly latenessMs: number;
  /** A row that claims to have happened so much after it became known is early. */
  readonly earlinessMs: number;
  /** Copies of rows are recognised for so long after their instant was taken. */
  readonly copySeconds: number;
  /** Smallest step of the futures' prices. */
  readonly tickSize: number;
  /** Whether rows of a dataset with this symbol or underlying are wanted; others are foreign. Asked once each. */
  readonly wants: (datasetId: string, partition: string) => boolean;
}

/** Where rows went. Every row that was pushed is in one of these, or still pending. */
export interface IntakeCounts {
  used: number;
  late: number;
  early: number;
  missed: number;
  copies: number;
  foreign: number;
  outOfSession: number;
  unusable: number;
}

/** Nothing counted yet. */
export function noCounts(): IntakeCounts {
  return {
    used: 0,
    late: 0,
    early: 0,
    missed: 0,
    copies: 0,
    foreign: 0,
    outOfSession: 0,
    unusable: 0,
  };
}
