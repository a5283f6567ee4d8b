import type { EventLog, LogMessage } from '@assay/bus';

/** Reads a log once, forwards, in the portions that are asked for. */
export class StreamFeed {
  private readonly groups: AsyncIterator<readonly LogMessage[]>;
  private group: readonly LogMessage[] = [];
  private at = 0;

  /**
   * @param from the first sequence wanted
   * @param created the incarnation to read; reading fails when the log is another one
   */
  constructor(log: EventLog, from: bigint, created: string) {
    this.groups = log.read(from, { created })[Symbol.asyncIterator]();
  }

  /** The messages of `[from, to]` that the log holds; the ones before it are passed over. */
  async *take(from: bigint, to: bigint): AsyncGenerator<LogMessage> {
    for (;;) {
      const message = await this.peek();
      if (message === undefined || message.sequence > to) {
        return;
      }
      this.at += 1;
      if (message.sequence >= from) {
        yield message;
      }
    }
  }

  /** Ends the reading, wherever it is. */
  async close(): Promise<void> {
    await this.groups.return?.();
  }

  private async peek(): Promise<LogMessage | undefined> {
    while (this.at === this.group.length) {
      const next = await this.groups.next();
      if (next.done === true) {
        return undefined;
      }
      this.group = next.value;
      this.at = 0;
    }
    return this.group[this.at];
  }
}
