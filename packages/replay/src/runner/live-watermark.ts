/** How far an input was shown. */
interface Shown {
  readonly toNs: bigint;
  readonly atMs: number;
}

const NS_PER_MS = 1_000_000n;
/** What is shown within a fortieth of the allowance counts as shown at its end. */
const STEPS = 40;

/**
 * Says which instants are due: those that every active input (a dataset seen in the session) has passed by the
 * lateness; and those that one of them has passed, once the allowance of the host's clock is over since. So a
 * silent input holds the others up by the allowance at most, and when all are silent nothing is due.
 */
export class LiveWatermark {
  private readonly latenessNs: bigint;
  private readonly allowanceMs: number;
  /** When the latest usable event of each active input became known. */
  private readonly inputs = new Map<string, bigint>();
  /** What any input has shown, and when; ascending, the first of them the latest whose allowance is over. */
  private shown: Shown[] = [];

  constructor(latenessMs: number, allowanceMs: number) {
    this.latenessNs = BigInt(latenessMs) * NS_PER_MS;
    this.allowanceMs = allowanceMs;
  }

  /** An input's event became known at `knownNs`; the host sees it at `nowMs`. */
  show(input: string, knownNs: bigint, nowMs: number): void {
    const before = this.inputs.get(input);
    if (before === undefined || knownNs > before) {
      this.inputs.set(input, knownNs);
    }
    const last = this.shown.at(-1);
    if (last !== undefined && knownNs <= last.toNs) {
      return;
    }
    const step = Math.max(1, this.allowanceMs / STEPS);
    const atMs = Math.ceil(nowMs / step) * step;
    if (last?.atMs === atMs) {
      this.shown.pop();
    }
    this.shown.push({ toNs: knownNs, atMs });
  }

  /**
   * There is more to read: no input is silent yet, and the allowance begins anew for all that was shown.
   */
  hold(nowMs: number): void {
    const last = this.shown.at(-1);
    this.shown = last === undefined ? [] : [{ toNs: last.toNs, atMs: nowMs }];
  }

  /** Only inputs that were seen since the session began are waited for. */
  beginSession(startNs: bigint): void {
    for (const [input, knownNs] of this.inputs) {
      if (knownNs < startNs) {
        this.inputs.delete(input);
      }
    }
  }

  /**
   * Instants up to here are due; undefined while nothing is known.
   *
   * @param leadNs in place of the host's clock: what an input has shown is due once it has shown so much more
   * @param boundNs what is still to be read became known at this or later, whichever input it is of
   */
  due(nowMs: number, leadNs?: bigint, boundNs?: bigint): bigint | undefined {
    let least: bigint | undefined;
    for (const knownNs of this.inputs.values()) {
      least = least === undefined || knownNs < least ? knownNs : least;
    }
    const allowed = leadNs === undefined ? this.allowedNs(nowMs) : (this.latestNs ?? 0n) - leadNs;
    const isFurther = least !== undefined && allowed !== undefined && allowed > least;
    least = isFurther ? allowed : least;
    least = least !== undefined && boundNs !== undefined && boundNs < least ? boundNs : least;
    return least === undefined ? undefined : least - this.latenessNs;
  }

  /** The latest that any input has shown. */
  get latestNs(): bigint | undefined {
    return this.shown.at(-1)?.toNs;
  }

  /** What each active input has shown, to be restored. */
  get active(): ReadonlyMap<string, bigint> {
    return this.inputs;
  }

  private allowedNs(nowMs: number): bigint | undefined {
    while (this.shown.length > 1 && this.isOver(this.shown[1], nowMs)) {
      this.shown.shift();
    }
    const first = this.shown.at(0);
    return first !== undefined && this.isOver(first, nowMs) ? first.toNs : undefined;
  }

  private isOver({ atMs }: Shown, nowMs: number): boolean {
    return nowMs >= atMs + this.allowanceMs;
  }
}
