import { dayOfDate } from '@assay/schemas';

/** What the name of a LEAN file says of its lines. */
export interface LeanName {
  /** `YYYY-MM-DD` */
  readonly date: string | undefined;
  /** In capitals. */
  readonly symbol: string | undefined;
  readonly kind: 'trade' | 'quote' | undefined;
  /** What it names that is no tick, e.g. `minute`. */
  readonly other: string | undefined;
}

const RESOLUTIONS = new Set(['second', 'minute', 'hour', 'daily', 'openinterest']);
const SYMBOL = /^[a-z0-9.$^-]{1,21}$/i;

/**
 * Reads `20131007_spy_Trade_Tick.csv`, `spy_20131007_trade.csv`, `aapl_20140609.csv`, or
 * `…/aapl/20140609.csv`, where the folder names the symbol. Source of the layout:
 * QuantConnect/Lean, Common/Util/LeanData.cs, `GenerateZipEntryName` and
 * `GenerateRelativeZipFilePath`.
 *
 * @param path of a file, its parts joined by `/`; of a file in a zip, its name alone
 */
export function readLeanName(path: string): LeanName {
  const parts = path.replaceAll('\\', '/').split('/');
  const base = (parts.at(-1) ?? '').replace(/(?:\.(?:csv|zip|gz|zst))+$/i, '');
  const names: string[] = [];
  let date: string | undefined;
  let kind: LeanName['kind'];
  let other: string | undefined;
  for (const word of base.split('_')) {
    const lower = word.toLowerCase();
    const day = /^\d{8}$/.test(word) ? dateOf(word) : undefined;
    if (day !== undefined) {
      date = day;
    } else if (lower === 'trade' || lower === 'quote') {
      kind = lower;
    } else if (RESOLUTIONS.has(lower)) {
      other = lower;
    } else if (lower !== 'tick') {
      names.push(word);
    }
  }
  const folder = parts.at(-2);
  const named = names.length === 0 && date !== undefined && folder !== undefined ? [folder] : names;
  const symbol = named.length === 1 && SYMBOL.test(named[0]) ? named[0].toUpperCase() : undefined;
  return { date, symbol, kind, other };
}

/** `20131007` as `2013-10-07`, or undefined where there is no such day. */
export function dateOf(digits: string): string | undefined {
  const date = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`;
  return dayOfDate(date) === undefined ? undefined : date;
}
