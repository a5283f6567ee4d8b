import type { SimulatedEvent } from '../event.js';
import { createRandom, exponential } from '../random.js';
import type { MarketSettings } from '../settings.js';
import type { TruthRecord } from '../truth.js';

/** The numbering of the feeds, begun anew now and then. */
export interface Sequences {
  /** The event with the number that the venue gives it. */
  number(event: SimulatedEvent): SimulatedEvent;
}

/** One numbering: the book and the tape of ES share theirs, as on the market's own channels. */
function channelOf(event: SimulatedEvent): string | undefined {
  const { name } = event.dataset;
  if (!('seq' in event.row)) {
    return undefined;
  }
  return name.startsWith('futures.') ? 'futures' : name.startsWith('options.') ? 'options' : name;
}

/** Resets come at random, on each numbering by itself; the first number after one is 1. */
export function createSequences(
  settings: MarketSettings,
  onTruth: (record: TruthRecord) => void,
): Sequences {
  if (settings.sequenceResetsPerDay === 0) {
    return { number: (event) => event };
  }
  const perSecond = settings.sequenceResetsPerDay / 86_400;
  const channels = new Map<string, { nextNs: bigint; offset: bigint; next: () => bigint }>();

  function stateOf(channel: string) {
    let state = channels.get(channel);
    if (state === undefined) {
      const random = createRandom(settings.seed, `resets-${channel}`);
      const next = (): bigint => BigInt(Math.round((1e9 * exponential(random)) / perSecond));
      state = { nextNs: BigInt(settings.startNs) + next(), offset: 0n, next };
      channels.set(channel, state);
    }
    return state;
  }

  return {
    number(event) {
      const channel = channelOf(event);
      const { row } = event;
      if (channel === undefined || !('seq' in row) || row.seq === null) {
        return event;
      }
      const state = stateOf(channel);
      if (row.ts_event_ns >= state.nextNs) {
        state.offset = row.seq - 1n;
        while (state.nextNs <= row.ts_event_ns) {
          state.nextNs += state.next();
        }
        onTruth({ tsEventNs: row.ts_event_ns, kind: 'sequence-reset', fields: { channel } });
      }
      // Dataset and row stay together: only the number of the row changes.
      return { ...event, row: { ...row, seq: row.seq - state.offset } } as SimulatedEvent;
    },
  };
}
