import type { LineDecoder, TextStart } from '../csv/line-decoder.js';
import { openTextFeed } from '../csv/text-feed.js';
import { FeedError } from '../errors.js';
import type { Feed } from '../feed.js';
import type { FeedInput } from '../input.js';
import { badOption, type FeedSettings } from '../settings.js';
import type { Tally } from '../tally.js';
import { leanChainDecoder, startsChain } from './chain.js';
import { readLeanName, type LeanName } from './file-name.js';
import { instantAfter, localDay } from './local-day.js';
import { DEFAULT_AVAILABILITY, DEFAULT_ZONE, type LeanOptions } from './options.js';
import { leanQuoteDecoder, QUOTE_FIELDS } from './quotes.js';
import { leanTradeDecoder, TRADE_FIELDS } from './trades.js';

export const LEAN_FORMAT = 'lean';

/**
 * Opens a file of QuantConnect's LEAN: ticks of a stock (prints or quotes, csv in zip) or a daily
 * option chain (csv). Which of them is told from its first line and its name; date and symbol from
 * the name inside the zip, or of a file that is none, unless options say them. Throws `UNSUPPORTED`
 * for bars and anything else, `BAD_OPTION` where date or symbol are not known, `BAD_HEADER`, or an
 * error of the file.
 */
export async function openLean(input: FeedInput, options: LeanOptions = {}): Promise<Feed> {
  const leftOut = new Set<string>();
  return openTextFeed(input, {
    name: LEAN_FORMAT,
    decoderOf(start, tally) {
      if (start.innerName === undefined && isNamedZip(start.file)) {
        throw new FeedError('BAD_COMPRESSION', 'expected a zip, as it is called; was none', {
          place: { file: start.file },
        });
      }
      const name = readLeanName(start.innerName ?? start.file);
      return decoderOf({ start, name, options, tally, leftOut });
    },
    warnings: () =>
      leftOut.size === 0
        ? []
        : [`columns that no dataset holds are left out: ${[...leftOut].join(', ')}`],
  });
}

/** What the name of a file decides, as settings; nothing for a zip: the names inside it do. */
export function leanNameSettings(path: string): FeedSettings {
  if (isNamedZip(path)) {
    return {};
  }
  const { date, symbol, kind } = readLeanName(path);
  return Object.fromEntries(
    Object.entries({ date, symbol, kind })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, [String(value)]]),
  );
}

function isNamedZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

interface Opening {
  readonly start: TextStart;
  readonly name: LeanName;
  readonly options: LeanOptions;
  readonly tally: Tally;
  /** Receives the names of columns that rows do not keep. */
  readonly leftOut: Set<string>;
}

/** Date and symbol (of a chain: root) of a text. */
function factsOf({ start, name, options }: Opening) {
  const isChain = startsChain(start.firstLine);
  const date = options.date ?? name.date;
  if (date === undefined) {
    throw missing(start, 'date', '20131007_spy_Trade_Tick.csv');
  }
  const given = isChain ? (options.root ?? name.symbol ?? options.underlying) : options.symbol;
  const symbol = given ?? name.symbol;
  if (symbol === undefined) {
    throw missing(start, isChain ? 'underlying' : 'symbol', 'spy_20131007_trade.csv');
  }
  return { date, symbol };
}

function missing({ file, innerName }: TextStart, option: string, example: string): FeedError {
  const where = innerName === undefined ? file : `${innerName} of ${file}`;
  return badOption(option, `expected, since the name ${where} does not say it as ${example} does`);
}

function decoderOf(opening: Opening): LineDecoder {
  const { start, options, tally, leftOut } = opening;
  const { date, symbol } = factsOf(opening);
  const zone = options.zone ?? DEFAULT_ZONE;
  if (startsChain(start.firstLine)) {
    const available = options.available ?? DEFAULT_AVAILABILITY;
    const decoder = leanChainDecoder(start.firstLine, {
      file: start.file,
      date,
      underlying: options.underlying ?? symbol,
      // Options have roots without points: BRKB is written on BRK.B.
      root: symbol.replaceAll('.', ''),
      availableNs: instantAfter(date, available, zone, start.file),
      tally,
    });
    for (const column of decoder.columnsLeftOut) {
      leftOut.add(column);
    }
    return decoder;
  }
  const context = { symbol, day: localDay(date, zone, start.file), tally };
  return tickKind(opening) === 'trade' ? leanTradeDecoder(context) : leanQuoteDecoder(context);
}

/** Prints or quotes: as the name says, else by the number of fields. */
function tickKind({ start, name }: Opening): 'trade' | 'quote' {
  const fields = start.firstLine.split(',').length;
  const counted = fields === TRADE_FIELDS ? 'trade' : fields === QUOTE_FIELDS ? 'quote' : undefined;
  const kind = name.kind ?? counted;
  if (name.other !== undefined || kind === undefined) {
    const what = name.other === undefined ? `lines of ${fields} fields` : `${name.other} data`;
    const reads = `it reads ticks (${TRADE_FIELDS} or ${QUOTE_FIELDS} fields) and option chains`;
    throw new FeedError('UNSUPPORTED', `this release does not read ${what}; ${reads}`, {
      place: { file: start.file },
    });
  }
  return kind;
}
