import type { EventSink } from '../../../src/events/event-sink.js';

/** A sink that writes down, as text, what it is told. */
export function recordingSink(): { readonly sink: EventSink; readonly told: string[] } {
  const told: string[] = [];
  const say =
    (name: string) =>
    (...values: unknown[]): void => {
      const texts = values.map((value) => (value instanceof Int32Array ? [...value] : value));
      told.push(`${name} ${JSON.stringify(texts)}`);
    };
  return {
    told,
    sink: {
      futuresTrade: say('futures trade'),
      stockTrade: say('stock trade'),
      greeks: say('greeks'),
      optionTrade: say('option trade'),
      book: say('book'),
      stockQuote: say('stock quote'),
    },
  };
}
