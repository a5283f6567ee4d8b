import { describe, it } from 'vitest';
import { EXPECTED, medianFlows, precisionOf, recallOf, shareText } from './support/confusion.js';
import { expectPublished, HAS_FIGURES } from './support/published.js';
import { configWith, snapshotsOf } from './support/scenario-engine.js';
import { simulatedFutures } from './support/simulated-futures.js';
import { verdictsOn, wallEpisodes, type SimulatedVerdict } from './support/wall-episodes.js';

interface WallMarket {
  readonly rate: number;
  readonly wallEffect: number;
}

/** Walls that are pulled as often as refilled; all else as the simulator has it. */
function verdictsOf(market: WallMarket, seed: number, hours: number): SimulatedVerdict[] {
  const seconds = hours * 3_600;
  const { truth, ...rows } = simulatedFutures({ seed, wallHoldShare: 0.5, ...market }, seconds);
  const episodes = wallEpisodes(truth);
  const prices = [...new Set(episodes.map(({ price }) => price))];
  return verdictsOn(snapshotsOf(configWith(prices), rows, seconds), episodes);
}

const FATES_SEEN = ['pulled', 'eaten', 'refilled'] as const;

/** Of each fate recall and precision, at the end and at any tick of an episode. */
function rowsOf({ rate, wallEffect }: WallMarket, verdicts: readonly SimulatedVerdict[]) {
  return FATES_SEEN.map((fate) => {
    const ofFate = verdicts.filter((verdict) => verdict.fate === fate);
    const isEver = ({ ever }: SimulatedVerdict) => EXPECTED[fate].some((state) => ever.has(state));
    const said = verdicts.filter(isEver);
    return [
      rate,
      wallEffect,
      fate,
      shareText(recallOf(verdicts, fate)),
      shareText(precisionOf(verdicts, fate)),
      shareText({ hits: ofFate.filter(isEver).length, of: ofFate.length }),
      shareText({ hits: said.filter((verdict) => verdict.fate === fate).length, of: said.length }),
      ofFate.length === 0 ? '' : medianFlows(verdicts, fate).join(', '),
    ];
  });
}

const MARKETS: readonly WallMarket[] = [
  { rate: 0.2, wallEffect: 1 },
  { rate: 0.2, wallEffect: 5 },
  { rate: 0.05, wallEffect: 5 },
];

describe('walls of the simulator', () => {
  it.skipIf(!HAS_FIGURES)(
    'have the figures that are published [long]',
    () => {
      expectPublished(
        MARKETS.flatMap((market) =>
          rowsOf(
            market,
            [1, 2, 3, 4, 5].flatMap((seed) => verdictsOf(market, seed, 1)),
          ),
        ),
      );
    },
    3_600_000,
  );
});
