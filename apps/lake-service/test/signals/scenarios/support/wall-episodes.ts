import type { TruthRecord } from '@assay/feeds';
import type { LevelSnapshot } from '@assay/signals';
import type { Fate, Verdict } from './confusion.js';

/** What the simulator did to one wall, from the touch to its outcome. */
interface WallEpisode {
  readonly fate: Fate;
  readonly price: number;
  readonly side: 'bid' | 'ask';
  readonly touchedNs: bigint;
  readonly endNs: bigint;
  readonly filled: number;
  readonly added: number;
  readonly pulled: number;
}

/** The episodes that ended, by their end. */
export function wallEpisodes(truth: readonly TruthRecord[]): WallEpisode[] {
  const sides = new Map<unknown, 'bid' | 'ask'>();
  const touched = new Map<unknown, bigint>();
  const episodes: WallEpisode[] = [];
  for (const { kind, tsEventNs, fields } of truth) {
    const touchedNs = touched.get(fields.wall);
    const side = sides.get(fields.wall);
    if (kind === 'wall-planted') {
      sides.set(fields.wall, fields.side === 'bid' ? 'bid' : 'ask');
    } else if (kind === 'wall-touched') {
      touched.set(fields.wall, tsEventNs);
    } else if ((kind === 'wall-held' || kind === 'wall-broke') && touchedNs !== undefined && side) {
      const flows = {
        filled: Number(fields.filled),
        added: Number(fields.added),
        pulled: Number(fields.pulled),
      };
      const fate = fateOf(kind === 'wall-broke', flows);
      episodes.push({
        fate,
        price: Number(fields.price),
        side,
        touchedNs,
        endNs: tsEventNs,
        ...flows,
      });
      touched.delete(fields.wall);
    }
  }
  return episodes;
}

function fateOf(
  isBroken: boolean,
  { filled, added, pulled }: Pick<WallEpisode, 'filled' | 'added' | 'pulled'>,
): Fate {
  if (isBroken) {
    return pulled > filled ? 'pulled' : 'eaten';
  }
  return added > 0 ? 'refilled' : 'alone';
}

/** What is said at the last tick before the end of an episode, and at any tick of it. */
export interface SimulatedVerdict extends Verdict {
  readonly ever: ReadonlySet<string>;
}

/** What the engine said of each episode. */
export function verdictsOn(
  snapshots: readonly LevelSnapshot[],
  episodes: readonly WallEpisode[],
): SimulatedVerdict[] {
  return episodes.map((episode) => {
    const direction = episode.side === 'bid' ? 'SUPPORT' : 'RESISTANCE';
    const seen = snapshots
      .filter(({ tsEventNs: atNs }) => atNs >= episode.touchedNs && atNs < episode.endNs)
      .flatMap(({ rows }) => rows)
      .filter((row) => row.level_id === `HOTZONE_${episode.price}` && row.direction === direction);
    const last = seen.at(-1);
    return {
      fate: episode.fate,
      state: last?.barrier_state,
      flows: [last?.barrier_added, last?.barrier_canceled, last?.barrier_filled].map(
        (contracts) => contracts ?? null,
      ),
      ever: new Set(seen.map((row) => row.barrier_state)),
    };
  });
}
