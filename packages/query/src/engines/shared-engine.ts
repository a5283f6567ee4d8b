import { QueryError } from '../errors.js';
import { openQuerySession, type QueryOptions, type QuerySession } from '../session.js';

/** One engine for all reads of a reader, which may overlap. Opened by the first of them. */
export class SharedEngine {
  private readonly options: QueryOptions | undefined;
  private opening: Promise<QuerySession> | undefined;
  private users = 0;
  private closed = false;

  constructor(options?: QueryOptions) {
    this.options = options;
  }

  /** Every `take` that succeeds wants a `giveBack`. */
  async take(): Promise<QuerySession> {
    if (this.closed) {
      throw new QueryError('NOT_RUNNING', 'expected to be used before close(), was used after');
    }
    this.users += 1;
    this.opening ??= openQuerySession(this.options);
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      this.users -= 1;
      throw error;
    }
  }

  async giveBack(): Promise<void> {
    this.users -= 1;
    await this.closeUnused();
  }

  /** Reads under way go on to their end. */
  async close(): Promise<void> {
    this.closed = true;
    await this.closeUnused();
  }

  private async closeUnused(): Promise<void> {
    if (this.closed && this.users === 0) {
      (await this.opening)?.close();
    }
  }
}
