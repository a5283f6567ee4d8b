import { NO_PRICE } from '../book/no-price.js';
import type { SessionNs } from '../session/engine-session.js';
import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { Stateful } from '../state/stateful.js';

/** Who took the liquidity: +1 a buyer, −1 a seller, 0 unknown. */
export type Aggressor = 1 | -1 | 0;

/** The sides of one book, in ticks, and since when it stands. `NO_PRICE`: nothing there. */
interface Quote {
  atNs: SessionNs;
  bidTicks: number;
  askTicks: number;
}

/**
 * The aggressor of each print. What the venue says wins. Where it says nothing, the rule of Lee and Ready
 * ("Inferring Trade Direction from Intraday Data", Journal of Finance 46(2), 1991, 733–746): above the mid of the
 * quote is a buy, below it a sell; at the mid the tick test, that is the sign of the last change of price. Where
 * neither says, 0.
 *
 * Their quotes were recorded ahead of the trades that caused them, which they answered with a delay of five seconds. A venue
 * of today stamps a trade and the book change that it causes alike, so that here a print is judged against the quote that
 * stood strictly earlier. A one-sided or crossed quote, and one older than `maxQuoteAgeNs`, has no mid.
 */
export class AggressorRule implements Stateful {
  private readonly maxQuoteAgeNs: SessionNs;
  private readonly latest: Quote = noQuote();
  /** The last quote with an earlier instant than `latest`. */
  private readonly before: Quote = noQuote();
  private lastTicks = NO_PRICE;
  private lastChange: Aggressor = 0;

  constructor(maxQuoteAgeNs: SessionNs) {
    this.maxQuoteAgeNs = maxQuoteAgeNs;
  }

  /** A new best bid and offer, in order of time; `NO_PRICE` for a side without one, or with none of its size left. */
  quote(atNs: SessionNs, bidTicks: number, askTicks: number): void {
    if (this.latest.atNs !== atNs) {
      copyQuote(this.latest, this.before);
    }
    this.latest.atNs = atNs;
    this.latest.bidTicks = bidTicks;
    this.latest.askTicks = askTicks;
  }

  /** A print, in order of time; each has to come here once, also one whose side is given as +1 or −1. */
  aggressorOf(atNs: SessionNs, ticks: number, given: number): Aggressor {
    if (ticks !== this.lastTicks && this.lastTicks !== NO_PRICE) {
      this.lastChange = signOf(ticks - this.lastTicks);
    }
    this.lastTicks = ticks;
    const known = given === 0 ? this.aboveMid(atNs, ticks) : signOf(given);
    return known === 0 ? this.lastChange : known;
  }

  /** Whether there was a print since the session began. */
  get hasPrints(): boolean {
    return this.lastTicks !== NO_PRICE;
  }

  reset(): void {
    copyQuote(noQuote(), this.latest);
    copyQuote(noQuote(), this.before);
    this.lastTicks = NO_PRICE;
    this.lastChange = 0;
  }

  save(writer: StateWriter): void {
    for (const { atNs, bidTicks, askTicks } of [this.latest, this.before]) {
      writer.numbers([atNs, bidTicks, askTicks]);
    }
    writer.numbers([this.lastTicks, this.lastChange]);
  }

  load(reader: StateReader): void {
    for (const quote of [this.latest, this.before]) {
      [quote.atNs, quote.bidTicks, quote.askTicks] = reader.numbers();
    }
    const [lastTicks, lastChange] = reader.numbers();
    this.lastTicks = lastTicks;
    this.lastChange = signOf(lastChange);
  }

  private aboveMid(atNs: SessionNs, ticks: number): Aggressor {
    const quote = this.latest.atNs < atNs ? this.latest : this.before;
    const { bidTicks, askTicks } = quote;
    const isStanding = atNs - quote.atNs <= this.maxQuoteAgeNs;
    const hasMid = bidTicks !== NO_PRICE && askTicks !== NO_PRICE && bidTicks <= askTicks;
    return isStanding && hasMid ? signOf(2 * ticks - (bidTicks + askTicks)) : 0;
  }
}

function noQuote(): Quote {
  return { atNs: -Infinity, bidTicks: NO_PRICE, askTicks: NO_PRICE };
}

function signOf(value: number): Aggressor {
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

function copyQuote(from: Quote, to: Quote): void {
  to.atNs = from.atNs;
  to.bidTicks = from.bidTicks;
  to.askTicks = from.askTicks;
}
