import type { EngineGold, EngineGoldOptions } from './engine-gold.js';
/**
 * Claims the shard that an engine's own rows are stored in; every older writer of it is fenced. A batch that
 * was left unfinished is finished from the bytes that were put aside for it.
 *
 * Rejects with `STATE_CHANGED` where the state to go on from is not in the lake, and with the ledger's
 * own errors (`FENCED`, `SEALED` …).
 */
export declare function openEngineGold(options: EngineGoldOptions): Promise<EngineGold>;
//# sourceMappingURL=open-engine-gold.d.ts.map
