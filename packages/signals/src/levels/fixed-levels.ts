import type { Level, LevelKind } from './level.js';
import { priceText } from './price-text.js';

const PREFIXES = { ROUND: 'ROUND', STRIKE: 'STRIKE', USER_HOTZONE: 'HOTZONE' } as const;

/** Levels at a price of their own, each made once: there are a few hundred in a session. */
export class FixedLevels {
  private readonly prefix: string;
  private readonly kind: LevelKind;
  private readonly byNanos = new Map<number, Level>();

  constructor(kind: keyof typeof PREFIXES) {
    this.kind = kind;
    this.prefix = PREFIXES[kind];
  }

  /** The level of a price in nano-units: `STRIKE_600.5`, `ROUND_600`, `HOTZONE_601.25`. */
  at(nanos: number): Level {
    const known = this.byNanos.get(nanos);
    if (known !== undefined) {
      return known;
    }
    const id = `${this.prefix}_${priceText(nanos)}`;
    const level: Level = { id, kind: this.kind, nanos, isRunning: false, isNew: false };
    this.byNanos.set(nanos, level);
    return level;
  }
}
