interface Waiter {
  readonly sequence: bigint;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Callers that wait until a sequence is stored for good. */
export class CommitWaiters {
  private waiting: Waiter[] = [];
  private ended: { readonly error: unknown } | undefined;

  /** Resolves once everything up to `sequence` is committed; rejects when that will not happen. */
  wait(sequence: bigint): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.ended === undefined) {
        this.waiting.push({ sequence, resolve, reject });
      } else {
        reject(this.ended.error);
      }
    });
  }

  committed(to: bigint): void {
    const ready = this.waiting.filter(({ sequence }) => sequence <= to);
    this.waiting = this.waiting.filter(({ sequence }) => sequence > to);
    for (const waiter of ready) {
      waiter.resolve();
    }
  }

  /** Nothing more will be committed: whoever waits, now or later, is told why. */
  end(error: unknown): void {
    this.ended ??= { error };
    const { waiting } = this;
    this.waiting = [];
    for (const waiter of waiting) {
      waiter.reject(error);
    }
  }
}
