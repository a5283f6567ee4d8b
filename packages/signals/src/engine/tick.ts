import type { LevelSignal } from '@assay/schemas';
import { underlyingName, type EngineConfig } from '../config/engine-config.js';
import { dealerPrices } from '../levels/dealer-prices.js';
import { directionOf, type Direction, type Level } from '../levels/level.js';
import type { Spot } from '../market/spot.js';
import { runwayOf } from '../runway/runway-of.js';
import { breakScore } from '../score/break-score.js';
import { tapeScore } from '../score/tape-score.js';
import type { SessionNs } from '../session/engine-session.js';
import type { EngineParts } from './engine-parts.js';
import { levelRow, type TickFacts } from './level-row.js';
import { NO_PROXY_READING, ProxyReader, type ProxyReading } from './level-reading.js';
import { spotOf } from './spot-of.js';

const NS_PER_MS = 1_000_000;

/** Makes one tick of the grid out of the parts. */
export class TickMaker {
  private readonly config: EngineConfig;
  private readonly parts: EngineParts;
  private readonly reader: ProxyReader | undefined;
  private readonly monitorNanos: number;
  private readonly latenessNs: bigint;

  constructor(config: EngineConfig, parts: EngineParts) {
    this.config = config;
    this.parts = parts;
    const { proxy } = parts;
    this.reader = proxy === undefined ? undefined : new ProxyReader(config.parameters, proxy);
    this.monitorNanos = Math.round(config.parameters.monitorBand * 1e9);
    this.latenessNs = BigInt(Math.round(config.latenessMs * NS_PER_MS));
  }

  /**
   * The rows of an instant, by level id; all events up to it are in. Without a spot there are none.
   *
   * @param startNs the session's start
   */
  make(startNs: bigint, tNs: SessionNs): LevelSignal[] {
    this.advanceTo(tNs);
    const spot = spotOf(this.config, this.parts, tNs);
    if (spot === undefined) {
      return [];
    }
    const { tape, dealers, finder } = this.parts;
    const prices = dealerPrices(dealers, tNs, spot.nanos);
    const levels = finder.levelsAt(tNs, spot.nanos, tape, prices);
    const rangeNanos = tape.trailing.rangeAt(tNs);
    const tsEventNs = startNs + BigInt(tNs);
    const facts: TickFacts = {
      tsEventNs,
      tsKnownNs: tsEventNs + this.latenessNs,
      underlying: underlyingName(this.config),
      producer: this.config.producer,
      spotNanos: spot.nanos,
      bidNanos: this.parts.quotes.bidAt(tNs),
      askNanos: this.parts.quotes.askAt(tNs),
      dealers: prices,
      notes: this.notesOf(spot),
    };
    const rows: LevelSignal[] = [];
    for (const level of levels) {
      const direction = directionOf(level.nanos, spot.nanos);
      const zone = this.reader?.observe(level, direction, tNs);
      if (Math.abs(spot.nanos - level.nanos) <= this.monitorNanos) {
        const proxy =
          this.reader === undefined || zone === undefined
            ? NO_PROXY_READING
            : this.reader.read(level, zone);
        rows.push(this.score(facts, tNs, level, direction, proxy, levels, rangeNanos));
      }
    }
    return rows;
  }

  private score(
    facts: TickFacts,
    tNs: SessionNs,
    level: Level,
    direction: Direction,
    proxy: ProxyReading,
    levels: readonly Level[],
    rangeNanos: number | null,
  ): LevelSignal {
    const { dealers, states } = this.parts;
    const { barrier, isZoneBusy, tape } = proxy;
    const fuel = dealers.fuelOf(level.nanos, direction);
    const sweepDirection = tape.sweep?.direction ?? null;
    const { velocityScale } = this.config.parameters;
    const tapePoints = tapeScore({ ...tape, sweepDirection }, direction, velocityScale);
    const rawScore = breakScore(barrier.state, fuel.effect, tapePoints);
    const distanceNanos = facts.spotNanos - level.nanos;
    const verdict = states.next(
      {
        id: level.id,
        direction,
        rawScore,
        // The trade that made a new extreme does not touch it: nobody has come back to it yet.
        distanceNanos: level.isNew ? Number.POSITIVE_INFINITY : distanceNanos,
        barrier: barrier.state,
        isZoneBusy,
      },
      tNs,
    );
    const runway = runwayOf(level, direction, levels, rangeNanos);
    return levelRow(facts, { level, direction, proxy, fuel, runway, rawScore, verdict });
  }

  private advanceTo(tNs: SessionNs): void {
    const { quotes, tape, proxy } = this.parts;
    tape.advanceTo(tNs);
    if (proxy === undefined) {
      return;
    }
    const { book, ratio, barriers, ownQuotes, tickNanos } = proxy;
    book.advanceTo(tNs);
    proxy.tape.advanceTo(tNs);
    barriers.advanceTo(tNs);
    ownQuotes?.settle();
    const midTicks = book.midTicks(tNs);
    ratio.sample(tNs, midTicks === undefined ? undefined : midTicks * tickNanos, quotes.midAt(tNs));
  }

  private notesOf({ from }: Spot): string[] {
    const isApproximate = this.parts.proxy?.ratio.current().isApproximate === true;
    return [
      ...(from === 'proxy book' ? ["spot from the proxy's book"] : []),
      ...(isApproximate ? ['ratio approximate'] : []),
    ];
  }
}
