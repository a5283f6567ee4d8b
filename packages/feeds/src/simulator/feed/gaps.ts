import { createRandom, exponential } from '../random.js';
import type { MarketSettings } from '../settings.js';
import type { TruthRecord } from '../truth.js';

/** The stretches of event time that a feed loses. */
export interface Gaps {
  /** Whether an event of this time is lost; times never fall. */
  loses(tsEventNs: bigint): boolean;
  /** Tells of the last one. */
  finish(): void;
}

/** Gaps of a feed come at random, of random length; each is told once it is over. */
export function createGaps(
  settings: MarketSettings,
  feed: string,
  onTruth: (record: TruthRecord) => void,
): Gaps {
  const random = createRandom(settings.seed, `gaps-${feed}`);
  const perSecond = settings.gapsPerHour / 3_600;
  const wait = (): bigint => BigInt(Math.round((1e9 * exponential(random)) / perSecond));
  const length = (): bigint => BigInt(Math.round(1e9 * settings.gapSeconds * exponential(random)));
  let fromNs = perSecond === 0 ? undefined : BigInt(settings.startNs) + wait();
  let untilNs = fromNs === undefined ? 0n : fromNs + length();
  let lost = 0;

  function tell(): void {
    if (fromNs !== undefined && lost > 0) {
      onTruth({ tsEventNs: untilNs, kind: 'gap', fields: { feed, from_ns: fromNs, lost } });
    }
    lost = 0;
  }

  return {
    loses(tsEventNs) {
      while (fromNs !== undefined && tsEventNs >= untilNs) {
        tell();
        fromNs = untilNs + wait();
        untilNs = fromNs + length();
      }
      const loses = fromNs !== undefined && tsEventNs >= fromNs;
      lost += loses ? 1 : 0;
      return loses;
    },
    finish: tell,
  };
}
