import { NS_PER_SECOND, optionsTrades, optionsTradesEnriched, sqlName } from '@assay/schemas';

/** Shares that one option contract is written on. */
const CONTRACT_SHARES = 100;
const NS_PER_MS = NS_PER_SECOND / 1_000n;

const tradeColumns = [...optionsTrades.columns.map(({ name }) => sqlName(name)), '"_ord"'];

/**
 * SQL of one snapshot an instant and option: of several, the greatest (snapshot_id NULLS FIRST, `_ord`),
 * then the greatest source, since `_ord` counts within one. `_ord` is unique beside these, so that none
 * is chosen by chance.
 *
 * @param greeks relation of de-duplicated snapshots with `_ord`
 */
function servingSnapshots(greeks: string): string {
  return `SELECT * FROM ${greeks} QUALIFY row_number() OVER (
    PARTITION BY "underlying", "option_symbol", "ts_event_ns"
    ORDER BY "snapshot_id" DESC NULLS LAST, "_ord" DESC, "source" DESC) = 1`;
}

/**
 * SQL of every trade with the snapshot that describes it: the columns of `options.trades_enriched.v1`,
 * then `_ord`. That is the latest snapshot of the same underlying and option at or before the trade, at
 * most `toleranceNs` old; where there is none, the joined columns are NULL.
 *
 * @param trades relation of de-duplicated trades with `_ord`
 * @param greeks relation of de-duplicated snapshots with `_ord`
 */
export function enrichedTrades(trades: string, greeks: string, toleranceNs: bigint): string {
  const columns = [...optionsTradesEnriched.columns.map(({ name }) => sqlName(name)), '"_ord"'];
  return `WITH serving AS (${servingSnapshots(greeks)}),
    nearest AS (
      -- ties: serving is unique by (underlying, option_symbol, ts_event_ns)
      SELECT ${tradeColumns.map((name) => `t.${name}`).join(', ')},
        t."ts_event_ns" - g."ts_event_ns" AS age_ns, g."snapshot_id", g."delta" AS found_delta,
        g."gamma" AS found_gamma
      FROM ${trades} t ASOF LEFT JOIN serving g ON t."underlying" = g."underlying"
        AND t."option_symbol" = g."option_symbol" AND t."ts_event_ns" >= g."ts_event_ns"),
    joined AS (
      SELECT ${tradeColumns.join(', ')},
        CASE WHEN age_ns <= ${toleranceNs} THEN "snapshot_id" END AS "greeks_snapshot_id",
        CASE WHEN age_ns <= ${toleranceNs} THEN found_delta END AS "delta",
        CASE WHEN age_ns <= ${toleranceNs} THEN found_gamma END AS "gamma",
        CASE WHEN age_ns <= ${toleranceNs} THEN age_ns // ${NS_PER_MS} END AS "join_age_ms"
      FROM nearest),
    measured AS (
      SELECT *, "delta" * "size"::DOUBLE * ${CONTRACT_SHARES}::DOUBLE AS "delta_notional",
        "gamma" * "size"::DOUBLE * ${CONTRACT_SHARES}::DOUBLE AS "gamma_notional"
      FROM joined)
    SELECT ${columns.join(', ')} FROM measured`;
}

/**
 * SQL that counts what the join has to find, by another way than the join: trades and snapshots in one
 * sequence, and the running maximum of the snapshots' times. Columns `joined`, `stale`, `none`, and
 * `age_ms`, the sum of the joined ages.
 */
export function expectedJoin(trades: string, greeks: string, toleranceNs: bigint): string {
  return `WITH sequence AS (
      SELECT "underlying", "option_symbol", "ts_event_ns", true AS is_trade,
        NULL::BIGINT AS snapshot_ns FROM ${trades}
      UNION ALL
      SELECT "underlying", "option_symbol", "ts_event_ns", false, "ts_event_ns" FROM ${greeks}),
    ages AS (
      SELECT is_trade, "ts_event_ns" - max(snapshot_ns) OVER (
        PARTITION BY "underlying", "option_symbol" ORDER BY "ts_event_ns", is_trade
        ROWS UNBOUNDED PRECEDING) AS age_ns
      FROM sequence)
    SELECT count(*) FILTER (age_ns <= ${toleranceNs}) AS joined,
      count(*) FILTER (age_ns > ${toleranceNs}) AS stale,
      count(*) FILTER (age_ns IS NULL) AS "none",
      coalesce(sum((age_ns // ${NS_PER_MS})::BIGINT) FILTER (age_ns <= ${toleranceNs}), 0)::BIGINT
        AS age_ms
    FROM ages WHERE is_trade`;
}

/** SQL of the same over what was written: `joined` and `age_ms`. */
export function writtenJoin(enriched: string): string {
  return `SELECT count("join_age_ms") AS joined,
      coalesce(sum("join_age_ms"::BIGINT), 0)::BIGINT AS age_ms
    FROM ${enriched}`;
}
