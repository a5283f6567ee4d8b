import { describe, expect, it } from 'vitest';
import {
  medianFlows,
  FATES,
  precisionOf,
  recallOf,
  shareText,
  type Verdict,
} from './support/confusion.js';
import { expectPublished, HAS_FIGURES } from './support/published.js';
import { wallPlace, withWall } from './support/planted-wall.js';
import { configWith, snapshotsOf, START_NS, type FuturesRows } from './support/scenario-engine.js';
import { simulatedFutures } from './support/simulated-futures.js';

const SECONDS = 400;

/** A wall in a market of so many book rows a second, and a tenth as many prints; seen over a window. */
interface Ambience {
  readonly bookUpdates: number;
  readonly contracts: number;
  readonly windowSeconds: number;
}

const markets = new Map<string, FuturesRows>();

/** A market without planted effects; made once. */
function marketOf(bookUpdates: number, seed: number): FuturesRows {
  const name = `${bookUpdates} ${seed}`;
  const known = markets.get(name);
  if (known !== undefined) {
    return known;
  }
  const made = simulatedFutures(
    {
      seed,
      bookUpdates,
      futuresTrades: bookUpdates / 10,
      wallsPerSide: 0,
      absorption: 0,
      sweepsPerHour: 0,
    },
    SECONDS,
  );
  markets.set(name, made);
  return made;
}

/** What is said of each fate of one wall in the market of a seed; none where no wall finds a place. */
function verdictsOf({ bookUpdates, contracts, windowSeconds }: Ambience, seed: number): Verdict[] {
  const market = marketOf(bookUpdates, seed);
  const place = wallPlace(market.books, seed % 2 === 0 ? 'bid' : 'ask');
  if (place === undefined) {
    return [];
  }
  const parameters = { roundBand: 0.01, barrierWindowSeconds: windowSeconds };
  const config = configWith([place.price], parameters);
  const endNs = place.stepsNs[place.stepsNs.length - 1];
  const seconds = Math.ceil(Number(endNs - START_NS) / 1e9) + 1;
  return FATES.map((fate): Verdict => {
    const rows = withWall(market, place, contracts, fate);
    const tick = snapshotsOf(config, rows, seconds).find(({ tsEventNs }) => tsEventNs >= endNs);
    const row = tick?.rows.find(({ level_kind: kind }) => kind === 'USER_HOTZONE');
    expect(row?.direction).toBe(place.side === 'bid' ? 'SUPPORT' : 'RESISTANCE');
    const flows = [row?.barrier_added, row?.barrier_canceled, row?.barrier_filled];
    return { fate, state: row?.barrier_state, flows: flows.map((size) => size ?? null) };
  });
}

/** The verdicts of so many walls, by the first seeds that have a place for one. */
function verdictsOfWalls(ambience: Ambience, walls: number): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let seed = 1; verdicts.length < walls * FATES.length; seed += 1) {
    verdicts.push(...verdictsOf(ambience, seed));
  }
  return verdicts;
}

const FATES_SEEN = ['pulled', 'eaten', 'refilled'] as const;

/** Window, wall, rows a second; recall and precision of each fate; what was added, canceled, filled around walls left alone. */
function rowOf(ambience: Ambience, verdicts: readonly Verdict[]): (string | number)[] {
  const shares = FATES_SEEN.flatMap((fate) => [
    shareText(recallOf(verdicts, fate)),
    shareText(precisionOf(verdicts, fate)),
  ]);
  const { windowSeconds, contracts, bookUpdates } = ambience;
  const flows = medianFlows(verdicts, 'alone').join(', ');
  return [windowSeconds, contracts, bookUpdates, ...shares, flows];
}

const AMBIENCES: readonly Ambience[] = [240, 30].flatMap((windowSeconds) =>
  [500, 1_500].flatMap((contracts) =>
    [1, 4, 15].map((bookUpdates) => ({ bookUpdates, contracts, windowSeconds })),
  ),
);

describe('walls planted in a simulated market', () => {
  it.skipIf(!HAS_FIGURES)(
    'have the figures that are published [long]',
    () => {
      expectPublished(AMBIENCES.map((ambience) => rowOf(ambience, verdictsOfWalls(ambience, 20))));
    },
    3_600_000,
  );

  it('are VACUUM when pulled and CONSUMED when eaten, where little else happens', () => {
    const verdicts = verdictsOfWalls({ bookUpdates: 0.5, contracts: 500, windowSeconds: 240 }, 2);
    expect(shareText(recallOf(verdicts, 'pulled'))).toBe('2 of 2 (100 %)');
    expect(shareText(precisionOf(verdicts, 'pulled'))).toBe('2 of 2 (100 %)');
    expect(shareText(recallOf(verdicts, 'eaten'))).toBe('2 of 2 (100 %)');
  });

  it('are not told from ordinary flow of 15 book rows a second over 240 s', () => {
    const verdicts = verdictsOfWalls({ bookUpdates: 15, contracts: 500, windowSeconds: 240 }, 1);
    expect(verdicts.map(({ state }) => state)).toEqual(FATES.map(() => 'NEUTRAL'));
  });
});
