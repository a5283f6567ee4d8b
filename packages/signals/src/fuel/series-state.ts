import type { StateReader, StateWriter } from '../state/state-codec.js';
import type { LatestGreeks } from './latest-greeks.js';
import type { OptionExpiries } from './option-expiries.js';
import type { OptionSeries, StrikeFlows } from './strike-flows.js';

/** Every series, by strike, expiry and right. Their greeks are saved apart, by symbol. */
export function saveSeries(writer: StateWriter, flows: StrikeFlows): void {
  const all = flows.all.flatMap(({ series }) => series);
  writer.number(all.length);
  for (const series of all) {
    writer.number(series.strikeNanos);
    writer.flag(series.right === 'C');
    writer.text(series.expDate);
    writer.text(series.symbol);
    writer.number(series.customers);
    writer.bigInteger(series.dealerPico);
    writer.number(series.signedPrints);
    writer.number(series.unknownPrints);
    writer.number(series.printVolatility);
  }
}

/** What `saveSeries` wrote, its greeks and expiries looked up. */
export function loadSeries(
  reader: StateReader,
  greeks: LatestGreeks,
  expiries: OptionExpiries,
): OptionSeries[] {
  const all: OptionSeries[] = [];
  const count = reader.number();
  for (let index = 0; index < count; index += 1) {
    const strikeNanos = reader.number();
    const right = reader.flag() ? 'C' : 'P';
    const expDate = reader.text();
    const symbol = reader.text();
    all.push({
      strikeNanos,
      right,
      expDate,
      expiryNs: expiries.of(expDate)?.atNs ?? Number.NaN,
      symbol,
      greeks: greeks.of(symbol),
      customers: reader.number(),
      dealerPico: reader.bigInteger(),
      signedPrints: reader.number(),
      unknownPrints: reader.number(),
      printVolatility: reader.number(),
    });
  }
  return all;
}
