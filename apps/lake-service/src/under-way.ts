/** Work that was begun and is not over. */
export class UnderWay {
  private readonly work = new Set<Promise<unknown>>();

  /** Begins a piece of work, and gives what it gives. */
  async run<Result>(begin: () => Promise<Result>): Promise<Result> {
    const piece = begin();
    this.work.add(piece);
    try {
      return await piece;
    } finally {
      this.work.delete(piece);
    }
  }

  /** Resolves once all that was begun by now is over, well or not. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.work);
  }
}
