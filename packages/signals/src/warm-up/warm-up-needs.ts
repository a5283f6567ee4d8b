import { futuresTrades, isOutrightOf, optionsGreeksSnapshots, stocksTrades } from '@assay/schemas';
import { underlyingName, type EngineConfig } from '../config/engine-config.js';
import type { EngineSession } from '../session/engine-session.js';

/** Rows of a dataset that a warm-up reads. Every other row of that time may be left out, or pushed too. */
export interface WarmUpNeed {
  readonly datasetId: string;
  /** `[startNs, endNs)` by ts_event_ns, int64 ns. */
  readonly startNs: bigint;
  readonly endNs: bigint;
  /** Whether rows of this symbol or underlying are wanted. */
  readonly wants: (partition: string) => boolean;
}

/**
 * What a warm-up reads of the sessions before, oldest first: the underlying's prints of all of them (of futures every
 * outright, for which is the front is known only after); of the last one also the proxy's prints, for its volume,
 * and the greeks, for open interest.
 */
export function warmUpNeeds(
  config: EngineConfig,
  previousSessions: readonly EngineSession[],
): readonly WarmUpNeed[] {
  const { underlying, proxy } = config;
  const first = previousSessions.at(0);
  const last = previousSessions.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  const all = { startNs: first.startNs, endNs: last.endNs };
  const onlyLast = { startNs: last.startNs, endNs: last.endNs };
  const needs: WarmUpNeed[] = [];
  if (underlying.kind === 'stock') {
    const { symbol } = underlying;
    needs.push({ ...all, datasetId: stocksTrades.id, wants: (each) => each === symbol });
  }
  if (proxy !== null) {
    needs.push({
      ...(underlying.kind === 'futures' ? all : onlyLast),
      datasetId: futuresTrades.id,
      wants: (each) => isOutrightOf(proxy.root, each),
    });
  }
  const name = underlyingName(config);
  const wantsName = (each: string) => each === name;
  needs.push({ ...onlyLast, datasetId: optionsGreeksSnapshots.id, wants: wantsName });
  return needs;
}
