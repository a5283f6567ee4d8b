import { contractSymbol, frontContract, parseContract } from '@assay/calendar';
import { isOutrightOf } from '@assay/schemas';
import type { EngineConfig } from '../config/engine-config.js';

/**
 * The contract whose book and tape a session is fed with: that of the warm-up, else the calendar's; null where
 * nothing feeds it.
 */
export function frontSymbol(
  { proxy }: EngineConfig,
  date: string,
  ofWarmUp: string | null,
): string | null {
  return proxy === null ? null : (ofWarmUp ?? contractSymbol(frontContract(proxy.root, date)));
}

/** Whether a symbol names the front contract; `ESZ5`, `ESZ25` and `ESZ2025` are one. */
export function isFront(root: string, symbol: string, front: string, date: string): boolean {
  if (symbol === front) {
    return true;
  }
  return (
    isDated(root, symbol) && isDated(root, front) && nameOf(symbol, date) === nameOf(front, date)
  );
}

function isDated(root: string, symbol: string): boolean {
  return isOutrightOf(root, symbol) && /[A-Z]\d(\d|\d{3})?$/.test(symbol);
}

function nameOf(symbol: string, date: string): string {
  const { year, month } = parseContract(symbol, date);
  return `${year}-${month}`;
}
